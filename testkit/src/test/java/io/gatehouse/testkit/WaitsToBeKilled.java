package io.gatehouse.testkit;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A JVM that starts a program, says its process id, and waits for its own end. */
final class WaitsToBeKilled {
    private WaitsToBeKilled() {}

    /**
     * Starts a PostgreSQL, or the program of a path.
     *
     * @param arguments the path, or nothing
     */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length == 0) {
            PostgresServer server = PostgresServer.builder().start();
            System.out.println("data in " + server.dataDirectory() + ";");
        } else {
            Peer.at(Path.of(arguments[0]))
                    .start(PeerLaunch.builder()
                            .folder(Path.of("").toAbsolutePath())
                            .readyWhenLogged("ready")
                            .build());
        }
        ProcessHandle.current()
                .descendants()
                .forEach(process -> System.out.println("started process " + process.pid() + "."));
        System.out.println("waiting");
        new CountDownLatch(1).await();
    }
}
