package io.gatehouse.testkit;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How to run a {@link Peer}: its arguments, its folder, its environment, and how to tell that it is ready.
 *
 * <p>Arguments are visible to every user of the machine: hand a secret over in the environment, on standard input or in
 * a file. Immutable.
 */
public final class PeerLaunch {
    private final List<String> arguments;
    private final @Nullable Path folder;
    private final Map<String, String> environment;
    private final byte[] input;
    private final List<Readiness> readiness;
    private final Duration timeLimit;
    private final Duration stopLimit;
    private final boolean unprivileged;

    private PeerLaunch(Builder builder) {
        this.arguments = List.copyOf(builder.arguments);
        this.folder = builder.folder;
        this.environment = Map.copyOf(builder.environment);
        this.input = builder.input.getBytes(StandardCharsets.UTF_8);
        this.readiness = List.copyOf(builder.readiness);
        this.timeLimit = builder.timeLimit;
        this.stopLimit = builder.stopLimit;
        this.unprivileged = builder.unprivileged;
    }

    private PeerLaunch(PeerLaunch other, Path otherFolder) {
        this.arguments = other.arguments;
        this.folder = otherFolder;
        this.environment = other.environment;
        this.input = other.input;
        this.readiness = other.readiness;
        this.timeLimit = other.timeLimit;
        this.stopLimit = other.stopLimit;
        this.unprivileged = true;
    }

    /**
     * A launch with these arguments.
     *
     * @param arguments what follows the program's name on its command line; never a secret
     * @return a builder with a time limit of a minute and nothing to wait for
     */
    public static Builder builder(String... arguments) {
        return new Builder(List.of(arguments));
    }

    /** This launch without root's rights, in the scratch folder unless it names its own. */
    PeerLaunch unprivilegedIn(Path scratch) {
        return new PeerLaunch(this, folder == null ? scratch : folder);
    }

    List<String> arguments() {
        return arguments;
    }

    Optional<Path> folder() {
        return Optional.ofNullable(folder);
    }

    Map<String, String> environment() {
        return environment;
    }

    byte[] input() {
        return input.clone();
    }

    List<Readiness> readiness() {
        return readiness;
    }

    Duration timeLimit() {
        return timeLimit;
    }

    Duration stopLimit() {
        return stopLimit;
    }

    boolean unprivileged() {
        return unprivileged;
    }

    /** Collects a {@link PeerLaunch}. Not thread-safe. */
    public static final class Builder {
        private final List<String> arguments;
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final List<Readiness> readiness = new ArrayList<>();
        private boolean unprivileged;
        private @Nullable Path folder;
        private String input = "";
        private Duration timeLimit = Duration.ofMinutes(1);
        private Duration stopLimit = Duration.ofSeconds(10);

        private Builder(List<String> arguments) {
            this.arguments = new ArrayList<>(arguments);
        }

        /**
         * Adds arguments.
         *
         * @param more what follows the arguments so far
         * @return this
         */
        public Builder arguments(String... more) {
            arguments.addAll(List.of(more));
            return this;
        }

        /**
         * The working folder, where the log is kept as well; usually a {@code @TempDir}. Without it, a program that is
         * started gets a fresh folder that is deleted when it stops.
         *
         * @param folder an existing folder
         * @return this
         */
        public Builder folder(Path folder) {
            this.folder = Objects.requireNonNull(folder, "folder");
            return this;
        }

        /**
         * Sets one environment variable, on top of this JVM's.
         *
         * @param name the variable
         * @param value its value; may be a secret
         * @return this
         */
        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /**
         * What the program reads on standard input; without it, standard input is empty.
         *
         * @param input the text, sent as UTF-8; may be a secret
         * @return this
         */
        public Builder input(String input) {
            this.input = Objects.requireNonNull(input, "input");
            return this;
        }

        /**
         * Ready when a TCP port of 127.0.0.1 accepts. The port must be silent before the start, so that no other
         * program's answer is taken for this one's.
         *
         * @param port the port
         * @return this
         */
        public Builder readyWhenListening(int port) {
            readiness.add(Readiness.listening(port));
            return this;
        }

        /**
         * Ready when the log contains a text.
         *
         * @param text the text, matched as it is
         * @return this
         */
        public Builder readyWhenLogged(String text) {
            readiness.add(Readiness.logged(text));
            return this;
        }

        /**
         * Ready when a probe of the caller's own says so. An exception of the probe counts as not ready.
         *
         * @param what what is waited for, as an error message shall name it
         * @param probe asked again and again; must return soon
         * @return this
         */
        public Builder readyWhen(String what, BooleanSupplier probe) {
            readiness.add(Readiness.probe(what, probe));
            return this;
        }

        /**
         * How long a run to completion, or getting ready, may take.
         *
         * @param timeLimit longer than nothing
         * @return this
         */
        public Builder timeLimit(Duration timeLimit) {
            this.timeLimit = Objects.requireNonNull(timeLimit, "timeLimit");
            return this;
        }

        /**
         * How long the program may take to end after SIGTERM before it is killed.
         *
         * @param stopLimit longer than nothing; 10 seconds by default
         * @return this
         */
        public Builder stopLimit(Duration stopLimit) {
            this.stopLimit = Objects.requireNonNull(stopLimit, "stopLimit");
            return this;
        }

        /**
         * Without root's rights, where this JVM is root and can give them up: in a user namespace, or else as the user
         * {@code nobody}, who then becomes the owner of the folder and all that is in it. A program that only root can
         * reach runs as root still. {@link Peers} starts every program so.
         *
         * @return this
         */
        public Builder unprivileged() {
            this.unprivileged = true;
            return this;
        }

        /**
         * The launch.
         *
         * @return an immutable launch
         * @throws InvalidModelException when a limit is not positive or the folder is none; says all that is wrong
         */
        public PeerLaunch build() {
            List<Problem> problems = new ArrayList<>();
            requirePositive("timeLimit", timeLimit, problems);
            requirePositive("stopLimit", stopLimit, problems);
            if (folder != null && !Files.isDirectory(folder)) {
                problems.add(new Problem("folder", folder + " is no folder; create it first"));
            }
            if (!problems.isEmpty()) {
                throw new InvalidModelException("peer launch", problems);
            }
            return new PeerLaunch(this);
        }

        private static void requirePositive(String name, Duration value, List<Problem> problems) {
            if (value.isNegative() || value.isZero()) {
                problems.add(new Problem(name, value + " is not positive"));
            }
        }
    }
}
