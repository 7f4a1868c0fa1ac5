package io.gatehouse.testkit.containers;

import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.containers.ContainerSpec.ContainerFile;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * An nginx in a container with a configuration of the test's own.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final NginxContainer WEB = NginxContainer.builder("events {} http { server { listen 8080; return 204; } }")
 *         .port(8080)
 *         .build();
 * }</pre>
 */
public final class NginxContainer extends ContainerServer {
    /** The public image that runs unless another is named. */
    public static final String IMAGE = "nginx:1.28";

    private static final String FOLDER = "/gatehouse/";
    private static final String CONFIGURATION = FOLDER + "nginx.conf";

    private final ContainerSpec spec;

    private NginxContainer(ContainerSpec spec) {
        this.spec = spec;
    }

    /**
     * An nginx with this {@code nginx.conf}. What it includes by a relative name is looked for among the files given here.
     * It must not say {@code daemon}.
     *
     * @param configuration the whole configuration
     */
    public static Builder builder(String configuration) {
        return new Builder(configuration);
    }

    @Override
    RunningContainer launch() {
        return RunningContainer.start(spec);
    }

    @Override
    public synchronized NginxContainer start() {
        super.start();
        return this;
    }

    /**
     * Where a port of the container is reached.
     *
     * @param inside a port given to the builder
     * @return the port on {@link #host()}
     * @throws IllegalArgumentException if that port was not given
     */
    public int port(int inside) {
        return running().port(inside);
    }

    /**
     * Has nginx check a configuration, and take it up if it is right; the old one stays otherwise. Requests in flight are
     * answered by the old one, so await the effect.
     *
     * @param configuration the whole configuration
     * @throws io.gatehouse.testkit.PeerException if nginx refuses it; carries what it says
     */
    public void reload(String configuration) {
        String candidate = FOLDER + "candidate.conf";
        running().replace(candidate, ContainerFile.readable(configuration));
        run("nginx", "-t", "-c", candidate).orThrow();
        running().replace(CONFIGURATION, ContainerFile.readable(configuration));
        run("nginx", "-c", CONFIGURATION, "-s", "reload").orThrow();
    }

    /** Describes a server. Not safe for use by many threads. */
    public static final class Builder {
        private final Map<String, ContainerFile> files = new LinkedHashMap<>();
        private final Set<Integer> ports = new LinkedHashSet<>();
        private String image = IMAGE;
        private boolean hostNetwork;

        private Builder(String configuration) {
            files.put(CONFIGURATION, ContainerFile.readable(configuration));
        }

        /** The image, with nginx on its {@code PATH}; {@link NginxContainer#IMAGE} unless set. */
        public Builder image(String image) {
            this.image = Objects.requireNonNull(image, "image");
            return this;
        }

        /** A port that the configuration listens on; at least one is needed. */
        public Builder port(int inside) {
            ports.add(inside);
            return this;
        }

        /**
         * A file beside the configuration.
         *
         * @param name its name, without a folder
         * @param text what is in it
         */
        public Builder file(String name, String text) {
            if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
                throw new IllegalArgumentException("not a plain file name: " + name);
            }
            files.put(FOLDER + name, ContainerFile.readable(text));
            return this;
        }

        /** A certificate with its key, as {@code fullchain.pem} and {@code privkey.pem} beside the configuration. */
        public Builder certificate(CertificateBundle bundle) {
            files.put(FOLDER + "fullchain.pem", ContainerFile.readable(bundle.fullchainPem()));
            files.put(FOLDER + "privkey.pem", ContainerFile.secret(bundle.privateKeyPem()));
            return this;
        }

        /** Shares the host's network: the configuration's ports are the host's, so take free ones of 127.0.0.1. */
        public Builder hostNetwork() {
            this.hostNetwork = true;
            return this;
        }

        /**
         * A server that is not started yet, for {@code @RegisterExtension}.
         *
         * @throws IllegalArgumentException if there is no port
         */
        public NginxContainer build() {
            if (ports.isEmpty()) {
                throw new IllegalArgumentException("an nginx nobody can reach: name a port that it listens on");
            }
            return new NginxContainer(new ContainerSpec(
                    image,
                    hostNetwork,
                    List.copyOf(ports),
                    List.of("nginx", "-c", CONFIGURATION, "-g", "daemon off; error_log stderr notice;"),
                    List.of(),
                    Map.of(),
                    files,
                    "start worker process"));
        }

        /**
         * Builds and starts, or has JUnit report the test as skipped where no Docker engine answers.
         *
         * @throws org.opentest4j.TestAbortedException as {@link DockerEngine#require(String)}
         * @throws AssertionError as {@link DockerEngine#require(String)}
         */
        public NginxContainer startOrSkip() {
            NginxContainer container = build();
            DockerEngine.require("nginx");
            return container.start();
        }
    }
}
