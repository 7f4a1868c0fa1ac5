package io.gatehouse.testkit.containers;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.containers.ContainerSpec.ContainerFile;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Pebble, the small test CA of Let's Encrypt, in a container.
 *
 * <p>It validates challenges from inside the container: share the host's network to have it reach responders on loopback,
 * or call {@link Builder#withoutValidation()}.
 */
public final class PebbleContainer extends ContainerServer {
    /** The public image that runs unless another is named, where Pebble's maintainers publish it. */
    public static final String IMAGE = "ghcr.io/letsencrypt/pebble:2.10.1";

    private static final int PORT = 14000;
    private static final String FOLDER = "/gatehouse/";

    private final Builder settings;
    private final CertificateAuthority authority = CertificateAuthority.create("Gatehouse Pebble front");
    private volatile int port = PORT;

    private PebbleContainer(Builder settings) {
        this.settings = settings;
    }

    /** Pebble with challenges on ports 80 and 443 of the names. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    RunningContainer launch() {
        port = settings.hostNetwork ? LoopbackPorts.free() : PORT;
        Map<String, ContainerFile> files = new LinkedHashMap<>();
        var bundle = authority.server("localhost", "127.0.0.1", "::1").issue();
        files.put(FOLDER + "cert.pem", ContainerFile.readable(bundle.fullchainPem()));
        files.put(FOLDER + "key.pem", ContainerFile.secret(bundle.privateKeyPem()));
        files.put(FOLDER + "pebble.json", ContainerFile.readable(configuration()));
        List<String> command = new ArrayList<>(List.of("-config", FOLDER + "pebble.json"));
        if (settings.dnsServer != null) {
            command.addAll(List.of("-dnsserver", settings.dnsServer));
        }
        return RunningContainer.start(new ContainerSpec(
                settings.image,
                settings.hostNetwork,
                List.of(port),
                List.of(),
                command,
                settings.environment,
                files,
                "ACME directory available at"));
    }

    private String configuration() {
        return """
                {"pebble": {
                  "listenAddress": "%s:%d",
                  "certificate": "/gatehouse/cert.pem",
                  "privateKey": "/gatehouse/key.pem",
                  "httpPort": %d,
                  "tlsPort": %d,
                  "ocspResponderURL": "",
                  "externalAccountBindingRequired": false
                }}
                """.formatted(settings.hostNetwork ? "127.0.0.1" : "", port, settings.httpPort, settings.tlsPort);
    }

    @Override
    public synchronized PebbleContainer start() {
        super.start();
        return this;
    }

    /** The directory of the CA. */
    public URI directory() {
        return URI.create("https://" + host() + ":" + running().port(port) + "/dir");
    }

    /** What a client must trust to talk to {@link #directory()}; what Pebble issues has another root. */
    public X509Certificate trustAnchor() {
        return authority.root();
    }

    /** Describes a server. Not safe for use by many threads. */
    public static final class Builder {
        private final Map<String, String> environment = new LinkedHashMap<>(Map.of("PEBBLE_VA_NOSLEEP", "1"));
        private String image = IMAGE;
        private boolean hostNetwork;
        private int httpPort = 80;
        private int tlsPort = 443;
        private @Nullable String dnsServer;

        private Builder() {}

        /** The image, whose entry point must be Pebble; {@link PebbleContainer#IMAGE} unless set. */
        public Builder image(String image) {
            this.image = Objects.requireNonNull(image, "image");
            return this;
        }

        /** Shares the host's network; Pebble then listens on a free port of 127.0.0.1. */
        public Builder hostNetwork() {
            this.hostNetwork = true;
            return this;
        }

        /** Where http-01 is validated; 80 unless set. */
        public Builder httpPort(int httpPort) {
            this.httpPort = httpPort;
            return this;
        }

        /** Where tls-alpn-01 is validated; 443 unless set. */
        public Builder tlsPort(int tlsPort) {
            this.tlsPort = tlsPort;
            return this;
        }

        /** The DNS server to validate through, as {@code 127.0.0.1:8053}; the container's own unless set. */
        public Builder dnsServer(String addressAndPort) {
            this.dnsServer = Objects.requireNonNull(addressAndPort, "addressAndPort");
            return this;
        }

        /** Takes every challenge for answered. */
        public Builder withoutValidation() {
            environment.put("PEBBLE_VA_ALWAYS_VALID", "1");
            return this;
        }

        /** A server that is not started yet, for {@code @RegisterExtension}. */
        public PebbleContainer build() {
            return new PebbleContainer(copy());
        }

        /**
         * Builds and starts, or has JUnit report the test as skipped where no Docker engine answers.
         *
         * @throws org.opentest4j.TestAbortedException as {@link DockerEngine#require(String)}
         * @throws AssertionError as {@link DockerEngine#require(String)}
         */
        public PebbleContainer startOrSkip() {
            DockerEngine.require("Pebble");
            return build().start();
        }

        private Builder copy() {
            Builder copy = new Builder();
            copy.environment.putAll(environment);
            copy.image = image;
            copy.hostNetwork = hostNetwork;
            copy.httpPort = httpPort;
            copy.tlsPort = tlsPort;
            copy.dnsServer = dnsServer;
            return copy;
        }
    }
}
