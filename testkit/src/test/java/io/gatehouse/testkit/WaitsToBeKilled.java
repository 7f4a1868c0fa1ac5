package io.gatehouse.testkit;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A JVM that starts a program, says its process ids and its scratch folder, and waits for its own end. */
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
            System.out.println("scratch folder " + server.dataDirectory().getParent() + ";");
        } else {
            RunningPeer peer = Peer.at(Path.of(arguments[0]))
                    .start(PeerLaunch.builder().readyWhenLogged("ready").build());
            System.out.println("scratch folder " + peer.folder() + ";");
        }
        ProcessHandle.current()
                .descendants()
                .forEach(process -> System.out.println("started process " + process.pid() + "."));
        System.out.println("waiting");
        new CountDownLatch(1).await();
    }
}
