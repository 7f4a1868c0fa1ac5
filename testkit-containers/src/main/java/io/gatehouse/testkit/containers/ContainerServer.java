package io.gatehouse.testkit.containers;

import io.gatehouse.testkit.PeerResult;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server in a container. As a JUnit extension it starts before the first test and stops after the last one. By hand, call
 * {@link #start()} and {@link #close()}.
 *
 * <p>Safe for use by many threads once started.
 */
public abstract sealed class ContainerServer implements AutoCloseable, BeforeAllCallback, AfterAllCallback
        permits PostgresContainer, NginxContainer, PebbleContainer {
    private volatile @Nullable RunningContainer container;

    ContainerServer() {}

    abstract RunningContainer launch();

    /**
     * Starts the server if it does not run yet, and returns when it is ready.
     *
     * @return this server
     * @throws ContainerException if no Docker engine answers, the image cannot be had, or the server is not ready within a
     *     minute; the message holds its log
     */
    public synchronized ContainerServer start() {
        if (container == null) {
            container = launch();
        }
        return this;
    }

    /** Stops the server and removes the container; it may be started anew, empty. */
    @Override
    public synchronized void close() {
        RunningContainer running = container;
        if (running != null) {
            running.close();
            container = null;
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    /** Where to reach it: {@code localhost}, unless the Docker engine is on another machine. */
    public String host() {
        return running().host();
    }

    /** Each line the container has logged so far. */
    public List<String> log() {
        return running().log();
    }

    /**
     * Runs a command inside the container to its end, as the image's user.
     *
     * @param command the program and its arguments; never a secret
     * @return how it ended, whatever the exit code
     */
    public PeerResult run(String... command) {
        return running().run(command);
    }

    RunningContainer running() {
        RunningContainer running = container;
        if (running == null) {
            throw new IllegalStateException("the server does not run: call start(), or register it as an extension");
        }
        return running;
    }
}
