package io.gatehouse.testkit.containers;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.gatehouse.testkit.PeerResult;
import io.gatehouse.testkit.containers.ContainerSpec.ContainerFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/** One container of Testcontainers, so that no other class knows of it. Thread-safe once started. */
final class RunningContainer implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int LAST_WORDS = 4000;

    private final ContainerSpec spec;
    private final GenericContainer<?> container;
    // What it says as it says it: after a failed start there may be no container left to ask.
    private final Queue<String> output = new ConcurrentLinkedQueue<>();

    private RunningContainer(ContainerSpec spec) {
        this.spec = spec;
        this.container = new GenericContainer<>(DockerImageName.parse(spec.image()));
    }

    static RunningContainer start(ContainerSpec spec) {
        RunningContainer running = new RunningContainer(spec);
        try {
            running.prepare();
            running.container.start();
            return running;
        } catch (ContainerLaunchException | ContainerFetchException | DockerException | IllegalStateException e) {
            String log = String.join("", running.output);
            running.close();
            throw new ContainerException(
                    "The image " + spec.image() + " could not be run: "
                            + (log.isEmpty() ? nearestReason(e) : tail(log)),
                    e);
        }
    }

    private void prepare() {
        spec.files().forEach((path, file) -> container.withCopyToContainer(transferable(file), path));
        container.withEnv(spec.environment()).withCommand(spec.command().toArray(String[]::new));
        container.withStartupTimeout(LIMIT).withLogConsumer(frame -> output.add(frame.getUtf8String()));
        if (spec.hostNetwork()) {
            container.withNetworkMode("host");
        } else {
            container.withExposedPorts(spec.ports().toArray(Integer[]::new));
        }
        container.withCreateContainerCmdModifier(this::adjust);
        container.waitingFor(new LogWait(spec.readyWhenLogged()).withStartupTimeout(LIMIT));
    }

    private void adjust(CreateContainerCmd command) {
        if (!spec.entrypoint().isEmpty()) {
            command.withEntrypoint(spec.entrypoint());
        }
        HostConfig host = command.getHostConfig();
        if (host != null && !spec.hostNetwork() && isLocal()) {
            // Docker publishes on every address of the host unless told: a test server is for this machine alone.
            host.withPortBindings(spec.ports().stream()
                    .map(port -> new PortBinding(Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(port)))
                    .toList());
        }
    }

    private static boolean isLocal() {
        return DockerClientFactory.instance().dockerHostIpAddress().matches("localhost|127\\..*");
    }

    String host() {
        return isLocal() ? "localhost" : container.getHost();
    }

    int port(int inside) {
        if (!spec.ports().contains(inside)) {
            throw new IllegalArgumentException("port " + inside + " is not published; there are " + spec.ports());
        }
        return spec.hostNetwork() ? inside : container.getMappedPort(inside);
    }

    List<String> log() {
        return container.getLogs().lines().toList();
    }

    void replace(String path, ContainerFile file) {
        container.copyFileToContainer(transferable(file), path);
    }

    PeerResult run(String... command) {
        try {
            Container.ExecResult result = container.execInContainer(StandardCharsets.UTF_8, command);
            return new PeerResult(command[0], result.getExitCode(), result.getStdout() + result.getStderr());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerException("interrupted during " + command[0], e);
        }
    }

    @Override
    public void close() {
        container.stop();
    }

    private static String tail(String log) {
        return "its log ends with\n" + log.substring(Math.max(0, log.length() - LAST_WORDS));
    }

    /** Testcontainers' frame around a reason says only that there is one. */
    private static String nearestReason(Throwable failure) {
        Throwable nearest = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            nearest = cause;
        }
        return nearest.getMessage() == null ? nearest.toString() : nearest.getMessage();
    }

    private static Transferable transferable(ContainerFile file) {
        return Transferable.of(file.content(), file.mode());
    }
}
