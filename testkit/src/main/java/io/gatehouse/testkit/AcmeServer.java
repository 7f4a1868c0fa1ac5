package io.gatehouse.testkit;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.internal.acme.AcmeService;
import io.gatehouse.testkit.internal.acme.CaSettings;
import io.gatehouse.testkit.internal.acme.Faults;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A certificate authority on RFC 8555 in this JVM, strict with its clients: every signature, nonce and URL is checked,
 * http-01 and dns-01 are really validated, and what a client does wrong is answered with the problem type the RFC names.
 *
 * <p>As a JUnit extension it starts before the tests and stops after them:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final AcmeServer CA = AcmeServer.builder().http01Port(5002).build();
 * }</pre>
 *
 * Elsewhere it is started and closed by hand: {@code try (AcmeServer ca = AcmeServer.builder().start()) { … }}
 *
 * <p>A client needs {@link #directory()}, trusts {@link #httpsTrust()} for the connection, and finds what it obtained
 * to end at {@link #rootCertificate()}. All of them are new with every start; nothing is kept on disk. The server is
 * reached over loopback only. Thread-safe.
 */
public final class AcmeServer
        implements AutoCloseable, BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private final CaSettings settings;
    private final Faults faults = new Faults();
    private @Nullable AcmeService service;
    private int scopes;

    private AcmeServer(CaSettings settings) {
        this.settings = settings;
    }

    /**
     * A CA with the defaults: certificates of 90 days, the system's clock, web servers on port 80 of loopback, no DNS.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts the CA on a free port; does nothing when it runs.
     *
     * @return this
     */
    public synchronized AcmeServer start() {
        if (service == null) {
            service = AcmeService.start(settings, faults);
        }
        return this;
    }

    /** Stops the CA and forgets its accounts and orders; does nothing when it does not run. */
    @Override
    public synchronized void close() {
        if (service != null) {
            service.close();
            service = null;
        }
    }

    /**
     * Where a client begins.
     *
     * @return the URL of the directory
     * @throws IllegalStateException when the CA does not run
     */
    public URI directory() {
        return running().directory();
    }

    /**
     * The trust anchor of issued certificates; a chain has a leaf and one intermediate below it.
     *
     * @return a self-signed certificate
     * @throws IllegalStateException when the CA does not run
     */
    public X509Certificate rootCertificate() {
        return running().root();
    }

    /**
     * The certificate to trust for the connection to the directory; not the one certificates are issued under.
     *
     * @return a self-signed certificate
     * @throws IllegalStateException when the CA does not run
     */
    public X509Certificate httpsTrust() {
        return running().httpsTrust();
    }

    /**
     * {@link #httpsTrust()} as other programs want it in a file.
     *
     * @return PEM text
     * @throws IllegalStateException when the CA does not run
     */
    public String httpsTrustPem() {
        return CertificateBundle.of(List.of(httpsTrust())).certificatePem();
    }

    /**
     * The certificates revoked so far.
     *
     * @return a fresh CRL of the intermediate that issues
     * @throws IllegalStateException when the CA does not run
     */
    public X509CRL crl() {
        return running().crl();
    }

    /**
     * Every request since the start, in the order they were answered.
     *
     * @return a copy
     * @throws IllegalStateException when the CA does not run
     */
    public List<AcmeRequest> requests() {
        return running().requests();
    }

    /**
     * The requests to one resource since the start.
     *
     * @param resource the resource, such as {@link AcmeResource#NEW_ORDER} to count orders
     * @return a copy
     * @throws IllegalStateException when the CA does not run
     */
    public List<AcmeRequest> requests(AcmeResource resource) {
        return requests().stream()
                .filter(request -> request.resource() == resource)
                .toList();
    }

    /**
     * From now on, refuses orders that contain an identifier, with {@code rejectedIdentifier}.
     *
     * @param identifier a name, wildcard or address, exactly as ordered
     * @return this
     * @throws InvalidNameException when it is none of them
     */
    public AcmeServer rejectIdentifier(String identifier) {
        faults.reject(Identifier.parse(identifier));
        return this;
    }

    /**
     * Answers one more request that has a good nonce with {@code badNonce}, as any CA may at any time; clients must try
     * again.
     *
     * @return this
     */
    public AcmeServer badNonceOnce() {
        faults.badNonceOnce();
        return this;
    }

    /**
     * Answers the next request to a resource with 429, {@code rateLimited} and {@code Retry-After}.
     *
     * @param resource the resource
     * @param retryAfter when to come back, in whole seconds
     * @return this
     */
    public AcmeServer rateLimitOnce(AcmeResource resource, Duration retryAfter) {
        faults().next(resource).rateLimited(RetryAfter.seconds(retryAfter));
        return this;
    }

    /**
     * Everything else that can go wrong, on request.
     *
     * @return the faults, to ask for at any time
     */
    public AcmeFaults faults() {
        return new AcmeFaults(faults);
    }

    private synchronized AcmeService running() {
        if (service == null) {
            throw new IllegalStateException(
                    "the ACME server does not run: register it as an extension, or call start() and use it before close()");
        }
        return service;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        enter();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        enter();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        leave();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        leave();
    }

    /** A static extension is entered by its class, by nested classes and by each test; it runs from first to last. */
    private synchronized void enter() {
        scopes++;
        start();
    }

    private synchronized void leave() {
        scopes--;
        if (scopes == 0) {
            close();
        }
    }

    /** Collects the settings of an {@link AcmeServer}. Not thread-safe. */
    public static final class Builder {
        private static final int HTTP_PORT = 80;
        private static final int MAX_PORT = 65_535;

        private final List<Supplier<InetSocketAddress>> dns = new ArrayList<>();
        private Clock clock = Clock.systemUTC();
        private Duration certificateLifetime = Duration.ofDays(90);
        private Duration validationWait = Duration.ofSeconds(1);
        private int http01Port = HTTP_PORT;
        private @Nullable Function<String, InetSocketAddress> http01;

        private Builder() {}

        /**
         * Validates http-01 at a port of loopback, whatever the host; 80 by default.
         *
         * @param port the web server's port
         * @return this
         */
        public Builder http01Port(int port) {
            this.http01Port = port;
            this.http01 = null;
            return this;
        }

        /**
         * Validates http-01 where a function says.
         *
         * @param resolver the address of a host's web server; asked at each validation and redirect
         * @return this
         */
        public Builder http01(Function<String, InetSocketAddress> resolver) {
            this.http01 = Objects.requireNonNull(resolver, "resolver");
            return this;
        }

        /**
         * Adds authoritative DNS servers that dns-01 asks. Each that answers for a name must have the value.
         *
         * @param servers their addresses
         * @return this
         */
        public Builder dns(InetSocketAddress... servers) {
            for (InetSocketAddress server : servers) {
                dns(() -> server);
            }
            return this;
        }

        /**
         * Adds an authoritative DNS server that runs by the time of the first validation.
         *
         * @param server the server
         * @return this
         */
        public Builder dns(DnsServer server) {
            return dns(server::address);
        }

        /**
         * Adds an authoritative DNS server whose address is known only once it runs.
         *
         * @param server its address, asked at each validation
         * @return this
         */
        public Builder dns(Supplier<InetSocketAddress> server) {
            dns.add(Objects.requireNonNull(server, "server"));
            return this;
        }

        /**
         * How long certificates are valid; 90 days by default.
         *
         * @param lifetime longer than nothing
         * @return this
         */
        public Builder certificateLifetime(Duration lifetime) {
            this.certificateLifetime = Objects.requireNonNull(lifetime, "lifetime");
            return this;
        }

        /**
         * The clock that orders expire and certificates are dated by; the system's by default. The HTTPS connection is
         * always dated by the system's.
         *
         * @param clock the clock
         * @return this
         */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * How long the answer to a challenge waits for the validation to end, so that a client need not poll; a second
         * by default. Zero answers {@code processing} at once, as public CAs do.
         *
         * @param wait zero or longer
         * @return this
         */
        public Builder validationWait(Duration wait) {
            this.validationWait = Objects.requireNonNull(wait, "wait");
            return this;
        }

        /**
         * The CA, for JUnit or somebody else to start.
         *
         * @return a CA that does not run yet
         * @throws InvalidModelException with everything that is wrong with the settings
         */
        public AcmeServer build() {
            requireLegal();
            int port = http01Port;
            List<Supplier<InetSocketAddress>> servers = List.copyOf(dns);
            return new AcmeServer(new CaSettings(
                    clock,
                    certificateLifetime,
                    Objects.requireNonNullElse(http01, host -> loopback(port)),
                    () -> servers.stream().map(Supplier::get).toList(),
                    validationWait));
        }

        private void requireLegal() {
            List<Problem> problems = new ArrayList<>();
            if (http01Port < 1 || http01Port > MAX_PORT) {
                problems.add(new Problem("http01Port", http01Port + " is no TCP port; use 1 to " + MAX_PORT));
            }
            if (certificateLifetime.isNegative() || certificateLifetime.isZero()) {
                problems.add(new Problem("certificateLifetime", certificateLifetime + " is not positive"));
            }
            if (validationWait.isNegative()) {
                problems.add(new Problem("validationWait", validationWait + " is negative"));
            }
            if (!problems.isEmpty()) {
                throw new InvalidModelException("ACME server", problems);
            }
        }

        /**
         * The CA, started.
         *
         * @return a CA that runs; close it
         * @throws InvalidModelException with everything that is wrong with the settings
         */
        public AcmeServer start() {
            return build().start();
        }

        private static InetSocketAddress loopback(int port) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        }
    }
}
