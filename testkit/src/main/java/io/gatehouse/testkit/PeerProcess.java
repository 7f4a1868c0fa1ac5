package io.gatehouse.testkit;

import io.gatehouse.testkit.internal.peer.ProcessTree;
import io.gatehouse.testkit.internal.peer.Unprivileged;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One process of a peer with its output in a file, so that nothing blocks when nobody reads it. */
final class PeerProcess {
    private final Peer peer;
    private final PeerLaunch launch;
    private final Process process;
    private final ProcessTree tree;
    private final Path output;

    private PeerProcess(Peer peer, PeerLaunch launch, Process process, Path output) {
        this.peer = peer;
        this.launch = launch;
        this.process = process;
        this.tree = ProcessTree.of(process);
        this.output = output;
    }

    static PeerProcess launch(Peer peer, PeerLaunch launch, Optional<Path> folder, Path output) {
        List<String> command = new ArrayList<>();
        if (launch.unprivileged()) {
            command.addAll(withoutRoot(peer, folder));
        }
        command.add(peer.program().toString());
        command.addAll(launch.arguments());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        folder.ifPresent(path -> builder.directory(path.toFile()));
        builder.environment().putAll(launch.environment());
        try {
            PeerProcess started = new PeerProcess(peer, launch, builder.start(), output);
            started.feed(launch.input());
            return started;
        } catch (IOException e) {
            throw new PeerException(peer.name(), "cannot be run from " + peer.program(), "", e);
        }
    }

    /** The folder changes hands first: the program itself may be in it. */
    private static List<String> withoutRoot(Peer peer, Optional<Path> folder) {
        Optional<Unprivileged> way = Unprivileged.find();
        try {
            if (way.isPresent() && folder.isPresent()) {
                way.get().own(folder.get());
            }
        } catch (IOException e) {
            throw new PeerException(peer.name(), "cannot be given the folder " + folder.get(), "", e);
        }
        return way.filter(found -> found.reaches(peer.program()))
                .map(Unprivileged::prefix)
                .orElse(List.of());
    }

    /** On a thread of its own: a program that does not read must run into its time limit, not stop us before it. */
    private void feed(byte[] input) {
        Thread writer = new Thread(() -> write(input), "gatehouse-testkit-input");
        writer.setDaemon(true);
        writer.start();
    }

    private void write(byte[] input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException notRead) {
            // A program that ends without reading is no error of ours: its exit code and output say what it thought.
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String log() {
        return LogTail.read(output);
    }

    PeerResult runToEnd() {
        if (!endsWithin(launch.timeLimit())) {
            kill();
            throw failure("did not end within " + launch.timeLimit() + " and was killed");
        }
        tree.forget();
        return new PeerResult(peer.name(), process.exitValue(), log());
    }

    boolean endsWithin(Duration limit) {
        try {
            return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw failure("was killed because the waiting thread was interrupted");
        }
    }

    int exitCode() {
        return process.exitValue();
    }

    void stop() {
        tree.stop(launch.stopLimit());
    }

    void kill() {
        tree.kill();
    }

    PeerException failure(String message) {
        return new PeerException(peer.name(), message, LogTail.of(log()));
    }
}
