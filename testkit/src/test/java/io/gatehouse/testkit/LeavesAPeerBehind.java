package io.gatehouse.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JVM that exits while a peer of its still runs. */
final class LeavesAPeerBehind {
    private LeavesAPeerBehind() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        RunningPeer peer = Peer.require("sleep")
                .start(PeerLaunch.builder("600").folder(folder).build());
        Files.writeString(folder.resolve("pid"), Long.toString(peer.pid()));
        System.out.println("leaving");
    }
}
