package io.gatehouse.testkit;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import io.gatehouse.testkit.internal.acme.CaPolicy;
import io.gatehouse.testkit.internal.acme.CaSettings;
import io.gatehouse.testkit.internal.acme.ValidationSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects the settings of an {@link AcmeServer}. Not thread-safe. */
public final class AcmeServerBuilder {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int NOT_OFFERED = -1;
    private static final int ORDERS_PER_PAGE = 100;

    private final List<Supplier<InetSocketAddress>> dns = new ArrayList<>();
    private Clock clock = Clock.systemUTC();
    private Duration certificateLifetime = Duration.ofDays(90);
    private Duration validationWait = Duration.ofSeconds(1);
    private int http01Port = HTTP_PORT;
    private @Nullable Function<String, InetSocketAddress> http01;
    private int httpsPort = HTTPS_PORT;
    private int tlsAlpn01Port = NOT_OFFERED;
    private @Nullable Function<String, InetSocketAddress> tlsAlpn01;
    private boolean dnsAccount01;
    private Duration issuanceTime = Duration.ZERO;
    private boolean reuseAuthorizations;
    private int ordersPerPage = ORDERS_PER_PAGE;
    private boolean alternateChain;
    private boolean externalAccountRequired;
    private @Nullable URI termsOfService;
    private List<String> caaIdentities = List.of("gatehouse.test");
    private final Map<String, Secret> externalAccounts = new LinkedHashMap<>();
    private final List<CaPolicy.Profile> profiles = new ArrayList<>();
    private final List<AcmeRateLimit> rateLimits = new ArrayList<>();

    AcmeServerBuilder() {}

    /**
     * Validates http-01 at a port of loopback, whatever the host; 80 by default.
     *
     * @param port the web server's port
     * @return this
     */
    public AcmeServerBuilder http01Port(int port) {
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
    public AcmeServerBuilder http01(Function<String, InetSocketAddress> resolver) {
        this.http01 = Objects.requireNonNull(resolver, "resolver");
        return this;
    }

    /**
     * Where redirects of http-01 to https go that name no port, on the host of the web server; 443 by default. Any
     * certificate is taken there, as no trusted one need exist yet.
     *
     * @param port the web server's port for TLS
     * @return this
     */
    public AcmeServerBuilder httpsPort(int port) {
        this.httpsPort = port;
        return this;
    }

    /**
     * Offers tls-alpn-01 (RFC 8737), at a port of loopback, whatever the host. Not offered by default.
     *
     * @param port the TLS server's port
     * @return this
     */
    public AcmeServerBuilder tlsAlpn01Port(int port) {
        this.tlsAlpn01Port = port;
        this.tlsAlpn01 = host -> loopback(port);
        return this;
    }

    /**
     * Offers tls-alpn-01 (RFC 8737), validated where a function says.
     *
     * @param resolver the address of a host's TLS server; asked at each validation
     * @return this
     */
    public AcmeServerBuilder tlsAlpn01(Function<String, InetSocketAddress> resolver) {
        this.tlsAlpn01Port = NOT_OFFERED;
        this.tlsAlpn01 = Objects.requireNonNull(resolver, "resolver");
        return this;
    }

    /**
     * Offers dns-account-01 too (draft-ietf-acme-dns-account-label): dns-01 under a name for each account. Not offered by
     * default.
     *
     * @return this
     */
    public AcmeServerBuilder dnsAccount01() {
        this.dnsAccount01 = true;
        return this;
    }

    /**
     * Adds authoritative DNS servers that dns-01 asks. Each that answers for a name must have the value.
     *
     * @param servers their addresses
     * @return this
     */
    public AcmeServerBuilder dns(InetSocketAddress... servers) {
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
    public AcmeServerBuilder dns(DnsServer server) {
        return dns(server::address);
    }

    /**
     * Adds an authoritative DNS server whose address is known only once it runs.
     *
     * @param server its address, asked at each validation
     * @return this
     */
    public AcmeServerBuilder dns(Supplier<InetSocketAddress> server) {
        dns.add(Objects.requireNonNull(server, "server"));
        return this;
    }

    /**
     * How long certificates are valid; 90 days by default.
     *
     * @param lifetime longer than nothing
     * @return this
     */
    public AcmeServerBuilder certificateLifetime(Duration lifetime) {
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
    public AcmeServerBuilder clock(Clock clock) {
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
    public AcmeServerBuilder validationWait(Duration wait) {
        this.validationWait = Objects.requireNonNull(wait, "wait");
        return this;
    }

    /**
     * How long an order is {@code processing} after its finalization, by the {@link #clock}; not at all by default. Until
     * then it is answered with a {@code Retry-After} that says when to come back.
     *
     * @param time zero or longer
     * @return this
     */
    public AcmeServerBuilder issuanceTime(Duration time) {
        this.issuanceTime = Objects.requireNonNull(time, "time");
        return this;
    }

    /**
     * Lets an order take over the valid authorizations of its account; by default, only those asked for ahead of it.
     *
     * @return this
     */
    public AcmeServerBuilder reuseAuthorizations() {
        this.reuseAuthorizations = true;
        return this;
    }

    /**
     * How many orders each page of an account's list has; 100 by default.
     *
     * @param orders at least one
     * @return this
     */
    public AcmeServerBuilder ordersPerPage(int orders) {
        this.ordersPerPage = orders;
        return this;
    }

    /**
     * Offers a second chain for each certificate (RFC 8555, section 7.4.2): the intermediate cross-signed by
     * {@link AcmeServer#alternateRootCertificate()}. There is none by default.
     *
     * @return this
     */
    public AcmeServerBuilder alternateChain() {
        this.alternateChain = true;
        return this;
    }

    /**
     * Adds a profile (draft-ietf-acme-profiles). The first that is added is that of orders which name none.
     *
     * @param name what orders call it
     * @param description what the directory says of it
     * @param lifetime how long its certificates are valid
     * @return this
     */
    public AcmeServerBuilder profile(String name, String description, Duration lifetime) {
        profiles.add(new CaPolicy.Profile(name, description, lifetime));
        return this;
    }

    /**
     * Adds an external account that new accounts can be bound to (RFC 8555, section 7.3.4).
     *
     * @param keyId the identifier of its key
     * @param macKey its key, for HS256, HS384 or HS512; not to be closed while the CA runs
     * @return this
     */
    public AcmeServerBuilder externalAccount(String keyId, Secret macKey) {
        externalAccounts.put(keyId, Objects.requireNonNull(macKey, "macKey"));
        return this;
    }

    /** Refuses new accounts that are bound to none, with {@code externalAccountRequired}. */
    public AcmeServerBuilder requireExternalAccount() {
        this.externalAccountRequired = true;
        return this;
    }

    /**
     * Has terms of service that a new account must agree to; there are none by default.
     *
     * @param terms where they are read
     * @return this
     */
    public AcmeServerBuilder termsOfService(URI terms) {
        this.termsOfService = Objects.requireNonNull(terms, "terms");
        return this;
    }

    /**
     * The names that CAA records call this CA by (RFC 8659); {@code gatehouse.test} by default. With {@link #dns} servers,
     * a name is validated and issued for only as its CAA records allow, {@code validationmethods} and {@code accounturi}
     * (RFC 8657) among them.
     *
     * @param names domain names, as in the directory's {@code caaIdentities}
     * @return this
     * @throws InvalidNameException when one is no domain name
     */
    public AcmeServerBuilder caaIdentities(String... names) {
        this.caaIdentities =
                Stream.of(names).map(name -> DomainName.of(name).text()).toList();
        return this;
    }

    /**
     * Limits how often each account may ask for a resource: an {@link AcmeRateLimit.Requests}.
     *
     * @param resource a resource that takes signed requests
     * @param requests how many are answered, at least one
     * @param period in each stretch of time of this length
     * @return this
     */
    public AcmeServerBuilder rateLimit(AcmeResource resource, int requests, Duration period) {
        return rateLimit(new AcmeRateLimit.Requests(resource, requests, period));
    }

    /**
     * Adds a limit; several may be of one kind.
     *
     * @param limit what is granted how often
     * @return this
     */
    public AcmeServerBuilder rateLimit(AcmeRateLimit limit) {
        rateLimits.add(limit);
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
        return new AcmeServer(new CaSettings(clock, validation(), policy()));
    }

    private ValidationSettings validation() {
        int port = http01Port;
        List<Supplier<InetSocketAddress>> servers = List.copyOf(dns);
        return new ValidationSettings(
                Objects.requireNonNullElse(http01, host -> loopback(port)),
                httpsPort,
                Optional.ofNullable(tlsAlpn01),
                () -> servers.stream().map(Supplier::get).toList(),
                dnsAccount01,
                validationWait);
    }

    private CaPolicy policy() {
        return new CaPolicy(
                certificateLifetime,
                List.copyOf(profiles),
                issuanceTime,
                reuseAuthorizations,
                ordersPerPage,
                alternateChain,
                Map.copyOf(externalAccounts),
                externalAccountRequired,
                Optional.ofNullable(termsOfService),
                caaIdentities,
                List.copyOf(rateLimits));
    }

    private void requireLegal() {
        List<Problem> problems = new ArrayList<>();
        SettingsChecks.port("http01Port", http01Port).ifPresent(problems::add);
        SettingsChecks.positive("certificateLifetime", certificateLifetime).ifPresent(problems::add);
        if (validationWait.isNegative()) {
            problems.add(new Problem("validationWait", validationWait + " is negative"));
        }
        SettingsChecks.port("httpsPort", httpsPort).ifPresent(problems::add);
        if (tlsAlpn01Port != NOT_OFFERED) {
            SettingsChecks.port("tlsAlpn01Port", tlsAlpn01Port).ifPresent(problems::add);
        }
        if (issuanceTime.isNegative()) {
            problems.add(new Problem("issuanceTime", issuanceTime + " is negative"));
        }
        if (ordersPerPage < 1) {
            problems.add(new Problem("ordersPerPage", ordersPerPage + " is less than one"));
        }
        if (externalAccountRequired && externalAccounts.isEmpty()) {
            problems.add(new Problem("externalAccount", "one is required and there is none; add its key"));
        }
        profiles.forEach(profile ->
                SettingsChecks.positive("profile", profile.lifetime()).ifPresent(problems::add));
        rateLimits.forEach(limit -> problems.addAll(limit.problems()));
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
