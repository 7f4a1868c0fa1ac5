package io.gatehouse.proxy;

import io.gatehouse.testkit.RunningPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The group that a server's workers run as, when root started it: they alone read what they need with each request. */
final class WorkersGroup {
    private WorkersGroup() {}

    /** Does what the notes ask for: gives the workers' group to the files that they read. Nothing where all run as one user. */
    static void give(RunningPeer server, Path folder, RenderedConfig config) throws IOException {
        if (config.confidential().stream().noneMatch(file -> file.endsWith(".htpasswd")) || !isRoot(folder)) {
            return;
        }
        Await.until("workers of another account", () -> of(server).isPresent());
        for (String file : config.confidential()) {
            Files.setAttribute(folder.resolve(file), "unix:gid", of(server).orElseThrow());
        }
    }

    static boolean isRoot(Path ours) throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(ours, "unix:uid"));
    }

    private static Optional<Integer> of(RunningPeer server) {
        return ProcessHandle.of(server.pid()).stream()
                .flatMap(ProcessHandle::children)
                .map(WorkersGroup::of)
                .filter(group -> group != 0)
                .findFirst();
    }

    private static int of(ProcessHandle worker) {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc", Long.toString(worker.pid())), "unix:gid");
        } catch (IOException gone) {
            return 0;
        }
    }
}
