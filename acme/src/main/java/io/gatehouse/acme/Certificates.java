package io.gatehouse.acme;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.core.pki.RevocationReason;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates from one CA: had, renewed, revoked, and served.
 *
 * <pre>{@code
 * Certificates certs = Certificates.builder(AcmeDirectory.letsEncrypt())
 *         .account(AccountKey.file(Path.of("account.pem"))).agreeToTerms()
 *         .store(CertificateStore.directory(Path.of("certificates")))
 *         .solver(Http01Solver.webroot(Path.of("/var/www/html")))
 *         .build();
 * CertificateBundle bundle = certs.obtain(CertificateRequest.forNames("example.org"));
 * SSLContext live = certs.serverContext();
 * }</pre>
 *
 * <p>Safe for use by many threads, and by many processes over one store: orders for different names run side by side, those
 * for one name one after the other, wherever they were asked for. Every method that talks to the CA blocks until it is
 * done, and throws an {@link AcmeException} named for the part that failed, a {@link io.gatehouse.dns.DnsProviderException}
 * if a DNS vendor refused, or another {@link GatehouseException} for a key that cannot be read.
 */
public final class Certificates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    /** Answers in place, authorizations, finalize: whoever is ahead of us may take the time limit for each. */
    private static final int STEPS_OF_AN_ORDER = 4;

    private final CertificateStore store;
    private final CurrentCertificates current;
    private final RenewalPolicy renewal;
    private final Clock clock;
    private final AcmeClient client;
    private final CertificateCheck check;
    private final Issuance issuance;
    private final RenewalSchedule schedule;
    private final CertificateEvents events;
    private final Duration lockPatience;
    private final LiveKeyManager live = new LiveKeyManager();
    private final SSLContext serverContext = contextOf(live);
    /** Ours, and so ours to end; null where the user gave one. */
    private final @Nullable ExecutorService ownThreads;

    Certificates(CertificatesBuilder builder, AcmeIssuer issuer, CertificateStore store) {
        this.store = store;
        this.renewal = builder.renewal;
        this.clock = builder.clock;
        this.lockPatience = builder.timeout.multipliedBy(STEPS_OF_AN_ORDER);
        this.check = new CertificateCheck(builder.clock);
        this.client = new AcmeClient(issuer, builder.clock, new AccountUrls(store));
        this.events = new CertificateEvents(builder.listeners, builder.clock, builder.listenerPatience);
        this.current = new CurrentCertificates(store, events);
        this.issuance = issuance(builder, issuer);
        Executor given = builder.executor;
        ExecutorService own = given == null ? WorkerThreads.create() : null;
        this.ownThreads = own;
        this.schedule = new RenewalSchedule(
                builder.managed,
                renewal(builder),
                own == null ? Objects.requireNonNull(given) : own,
                clock,
                lockPatience.plus(lockPatience),
                builder.closingGrace);
    }

    private Issuance issuance(CertificatesBuilder builder, AcmeIssuer first) {
        Polling polling = new Polling(builder.timeout);
        ChallengeAnswers answers = new ChallengeAnswers(builder.solvers, polling, events);
        Optional<ChainPreference> chain = Optional.ofNullable(builder.preferredChain);
        List<Issuance.Ca> cas = new ArrayList<>();
        Stream.concat(Stream.of(first), builder.failOverTo.stream()).forEach(issuer -> {
            URI directory = issuer.directory().uri();
            AcmeClient ca = issuer == first ? client : new AcmeClient(issuer, clock, new AccountUrls(store));
            cas.add(new Issuance.Ca(
                    directory, ca, new OrderFlow(directory, ca, answers, polling, chain, check, events)));
        });
        return new Issuance(store, current, cas, answers, new IssuerPauses(store, events, clock), events);
    }

    private Renewal renewal(CertificatesBuilder builder) {
        Random random = new Random();
        return new Renewal(new Renewal.Parts(
                store,
                current,
                issuance,
                new Deployments(
                        store, builder.hooks, events, clock, random, WorkerThreads.daemons("gatehouse-deploy-hook")),
                new RenewalPlanner(renewal, clock, random),
                events,
                clock,
                random,
                lockPatience,
                live));
    }

    /** Begins with the CA to order from; its account is given to the builder. */
    public static CertificatesBuilder builder(AcmeDirectory directory) {
        return new CertificatesBuilder(directory, null);
    }

    /** Begins with the CA to order from and the account there, for what only {@link AcmeIssuer} can say. */
    public static CertificatesBuilder builder(AcmeIssuer issuer) {
        return new CertificatesBuilder(issuer.directory(), issuer);
    }

    /**
     * Does for the managed certificates what is due by now, and returns when it is done: for cron, and for timers of your
     * own. Certificates that fail are in the report, and keep no others from being renewed. A thread that is interrupted
     * returns at once, still interrupted, with the certificates that are not done among those that failed; what is under
     * way in other threads goes on there, and what is cut short is gone on with at the next call or start.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public RunReport runDue() {
        return schedule.runDue();
    }

    /**
     * Begins to look after the managed certificates by itself, at once and until {@link #close}. Does nothing if it has
     * begun already.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public void start() {
        schedule.start();
    }

    /**
     * Ends {@link #start} and the threads it made. Work under way has ten seconds to end and is then interrupted: an order
     * stays in its journal, and the next start goes on with it. What is served is served on.
     */
    @Override
    public void close() {
        schedule.close();
        if (ownThreads != null) {
            ownThreads.shutdownNow();
        }
        events.close();
    }

    /**
     * A certificate for the request: the one in the store while it is good, else a new one.
     *
     * <p>Good means that it covers every name, has the kind of key asked for, and is not yet due by the renewal policy. When
     * a renewal fails while the old certificate is still valid, the old one is returned and the failure is logged as an
     * error, so that a restart during an outage of the CA still serves; {@link #renew(CertificateRequest)} throws instead.
     */
    public CertificateBundle obtain(CertificateRequest request) {
        Optional<CertificateBundle> stored = usable(request);
        stored.ifPresent(bundle -> live.serve(request.name(), bundle));
        if (stored.filter(bundle -> isNotDue(request.name(), bundle)).isPresent()
                && store.state(StateKind.ORDER, request.name()).isEmpty()) {
            return stored.get();
        }
        try {
            return withLock(request.name(), () -> {
                // Whoever had the lock before, in this process or another, may have done the work.
                Optional<CertificateBundle> renewed =
                        usable(request).filter(bundle -> isNotDue(request.name(), bundle));
                if (renewed.isEmpty()) {
                    return order(request);
                }
                issuance.settle(request.name());
                return serve(request.name(), renewed.get());
            });
        } catch (GatehouseException e) {
            if (stored.isEmpty()) {
                throw e;
            }
            LOG.error(
                    "Renewal of {} failed; the certificate valid until {} is served on: {}",
                    request.name(),
                    stored.get().notAfter(),
                    e.getMessage(),
                    e);
            return stored.get();
        }
    }

    private Optional<CertificateBundle> usable(CertificateRequest request) {
        return store.current(request.name()).filter(bundle -> check.isUsable(request, bundle));
    }

    /** What is managed has a plan, which knows what the CA suggests; the policy does not. */
    private boolean isNotDue(String name, CertificateBundle bundle) {
        Instant dueAt = RenewalState.read(store, name)
                .plan()
                .filter(plan -> plan.certificate().equals(bundle.fingerprint()))
                .map(RenewalPlan::renewAt)
                .orElseGet(() -> renewal.dueAt(bundle));
        return clock.instant().isBefore(dueAt);
    }

    private CertificateBundle serve(String name, CertificateBundle bundle) {
        live.serve(name, bundle);
        return bundle;
    }

    private <T> T withLock(String name, Supplier<T> work) {
        try (StoreLock held = store.lock(name, lockPatience)) {
            LOG.debug("Holding {}", held);
            return work.get();
        }
    }

    /** A new certificate for the request, whatever the store holds. */
    public CertificateBundle renew(CertificateRequest request) {
        return withLock(request.name(), () -> order(request));
    }

    /**
     * A new certificate for the names and the kind of key of the one in the store.
     *
     * @throws CertificateStoreException if the store has none under this name
     */
    public CertificateBundle renew(String name) {
        return withLock(name, () -> {
            CertificateBundle old = stored(name);
            return order(CertificateRequest.forIdentifiers(old.names())
                    .name(name)
                    .keyType(KeyTypes.of(old.leaf().getPublicKey()).orElse(CertificateRequest.DEFAULT_KEY_TYPE)));
        });
    }

    /**
     * Revokes the certificate in the store (RFC 8555, section 7.6) at the CA that issued it, and takes it out of use: the
     * next {@link #obtain} orders anew. A server that runs goes on presenting it until then.
     *
     * @throws InvalidModelException if that CA is not among those given to the builder
     * @throws CertificateStoreException if the store has none under this name
     */
    public void revoke(String name, RevocationReason reason) {
        withLock(name, () -> {
            CertificateBundle current = stored(name);
            try (AcmeConversation ca = issuance.issuerOf(name, current).open()) {
                ca.revoke(current.leaf(), reason);
            }
            store.withdraw(name);
            LOG.info("Revoked the certificate {} of {}", current.serialNumber(), name);
            events.publish(new CertificateEvent.Revoked(name, current.serialNumber(), reason));
            return name;
        });
    }

    /** Revokes a certificate that this account was issued, or has authorizations for every name of. */
    public void revoke(X509Certificate leaf, RevocationReason reason) {
        try (AcmeConversation ca = client.open()) {
            ca.revoke(leaf, reason);
        }
        LOG.info(
                "Revoked the certificate {} of {}",
                leaf.getSerialNumber().toString(16),
                leaf.getSubjectX500Principal());
    }

    /**
     * Revokes a certificate as the holder of its own key (RFC 8555, section 7.6): for one of another account, and for a key
     * that leaked.
     */
    public void revoke(X509Certificate leaf, PrivateKey certificateKey, RevocationReason reason) {
        try (AcmeConversation ca = client.open()) {
            ca.revoke(leaf, PrivateKeys.keyPair(certificateKey), reason);
        }
    }

    /** The account at the CA. */
    public AcmeAccount account() {
        return new AcmeAccount(client);
    }

    /** What the CA says of itself: its terms, its profiles, whether it suggests when to renew. */
    public AcmeMetadata metadata() {
        try (AcmeConversation ca = client.open()) {
            return ca.metadata();
        }
    }

    /**
     * A TLS context for servers that follows renewals: each full handshake presents the certificate current at that moment
     * for the name the client asks for. Connections that are open are not touched, and a session that a client resumes
     * presents none. Serves what is in the store now and whatever is obtained later; always the same object.
     */
    public SSLContext serverContext() {
        serveStored();
        return serverContext;
    }

    /** The same certificates for servers that build their TLS context themselves. */
    public X509ExtendedKeyManager keyManager() {
        serveStored();
        return live;
    }

    private void serveStored() {
        // Thousands are looked at by all processors at once; served in the order of their names, as the first is the
        // default.
        store.names().parallelStream()
                .filter(name -> !live.serves(name))
                .flatMap(name -> servable(name).stream())
                .forEachOrdered(stored -> live.putIfAbsent(stored.getKey(), stored.getValue()));
    }

    private Optional<Map.Entry<String, ServedCertificate>> servable(String name) {
        try {
            return store.servableLeaf(name)
                    .map(leaf -> Map.entry(name, ServedCertificate.stored(leaf, () -> served(name), clock)));
        } catch (GatehouseException e) {
            LOG.debug("{} is read in full, which may go well, and tells if not", name, e);
            return served(name).map(bundle -> Map.entry(name, ServedCertificate.of(bundle)));
        }
    }

    /** What a handshake is about to use. Whatever a store throws must not come out of a handshake. */
    private Optional<CertificateBundle> served(String name) {
        try {
            return current.find(name).filter(CertificateBundle::hasPrivateKey);
        } catch (RuntimeException e) {
            LOG.error("{} is not served: {}", name, e.getMessage(), e);
            return Optional.empty();
        }
    }

    private CertificateBundle stored(String name) {
        return store.current(name)
                .orElseThrow(() -> new CertificateStoreException(
                        "The store has no certificate \"" + name + "\"; it has " + store.names()
                                + ". Use one of those names, or obtain() it first.",
                        null));
    }

    private CertificateBundle order(CertificateRequest request) {
        return serve(request.name(), issuance.issue(request));
    }

    private static SSLContext contextOf(X509ExtendedKeyManager keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java runtime makes a TLS context", e);
        }
    }
}
