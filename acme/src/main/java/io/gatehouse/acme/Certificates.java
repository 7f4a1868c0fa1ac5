package io.gatehouse.acme;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.core.pki.RevocationReason;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
public final class Certificates {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    /** Answers in place, authorizations, finalize: whoever is ahead of us may take the time limit for each. */
    private static final int STEPS_OF_AN_ORDER = 4;

    private final CertificateStore store;
    private final RenewalPolicy renewal;
    private final Clock clock;
    private final AcmeClient client;
    private final CertificateCheck check;
    private final Issuance issuance;
    private final Duration lockPatience;
    private final LiveKeyManager live = new LiveKeyManager();
    private final SSLContext serverContext;

    private Certificates(Builder builder, AcmeIssuer issuer, CertificateStore store) {
        this.store = store;
        this.renewal = builder.renewal;
        this.clock = builder.clock;
        this.lockPatience = builder.timeout.multipliedBy(STEPS_OF_AN_ORDER);
        this.check = new CertificateCheck(builder.clock);
        this.client = new AcmeClient(issuer, builder.clock);
        this.issuance = issuance(builder, issuer, store);
        this.serverContext = contextOf(live);
    }

    private Issuance issuance(Builder builder, AcmeIssuer first, CertificateStore target) {
        Polling polling = new Polling(builder.timeout);
        ChallengeAnswers answers = new ChallengeAnswers(builder.solvers, polling);
        Optional<ChainPreference> chain = Optional.ofNullable(builder.preferredChain);
        List<Issuance.Ca> cas = new ArrayList<>();
        cas.add(new Issuance.Ca(
                first.directory().uri(),
                new OrderFlow(first.directory().uri(), client, answers, polling, chain, check)));
        for (AcmeIssuer next : builder.failOverTo) {
            URI directory = next.directory().uri();
            cas.add(new Issuance.Ca(
                    directory, new OrderFlow(directory, new AcmeClient(next, clock), answers, polling, chain, check)));
        }
        return new Issuance(target, cas, answers);
    }

    /** Begins with the CA to order from; its account is given to the builder. */
    public static Builder builder(AcmeDirectory directory) {
        return new Builder(directory, null);
    }

    /** Begins with the CA to order from and the account there, for what only {@link AcmeIssuer} can say. */
    public static Builder builder(AcmeIssuer issuer) {
        return new Builder(issuer.directory(), issuer);
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
        stored.ifPresent(bundle -> serve(request.name(), bundle));
        if (stored.filter(this::isNotDue).isPresent()
                && store.state(StateKind.ORDER, request.name()).isEmpty()) {
            return stored.get();
        }
        try {
            return withLock(request.name(), () -> {
                // Whoever had the lock before, in this process or another, may have done the work.
                Optional<CertificateBundle> renewed = usable(request).filter(this::isNotDue);
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
        return store.current(request.name())
                .filter(bundle -> check.isUsable(request, bundle))
                .filter(bundle -> request.csr().isPresent()
                        || KeyTypes.of(bundle.leaf().getPublicKey()).equals(Optional.of(request.keyType())));
    }

    private boolean isNotDue(CertificateBundle bundle) {
        return clock.instant().isBefore(renewal.dueAt(bundle));
    }

    private CertificateBundle serve(String name, CertificateBundle bundle) {
        // One that was ordered by a certificate request has its key elsewhere.
        if (bundle.hasPrivateKey()) {
            live.put(name, bundle);
        }
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
     * Revokes the certificate in the store (RFC 8555, section 7.6) and takes it out of use: the next {@link
     * #obtain} orders anew. A server that runs goes on presenting it until then.
     *
     * @throws CertificateStoreException if the store has none under this name
     */
    public void revoke(String name, RevocationReason reason) {
        withLock(name, () -> {
            revoke(stored(name).leaf(), reason);
            store.withdraw(name);
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
        for (String name : store.names()) {
            if (!live.serves(name)) {
                try {
                    store.current(name)
                            .filter(CertificateBundle::hasPrivateKey)
                            .ifPresent(bundle -> live.put(name, bundle));
                } catch (CertificateStoreException e) {
                    LOG.error("{} is not served: {}", name, e.getMessage(), e);
                }
            }
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

    /** Collects what {@link Certificates} needs. Not safe for use by many threads. */
    public static final class Builder {
        private final AcmeDirectory directory;
        private final @Nullable AcmeIssuer issuer;
        private final List<String> contacts = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private final List<ChallengeSolver> solvers = new ArrayList<>();
        private final List<AcmeIssuer> failOverTo = new ArrayList<>();
        private @Nullable AccountKey account;
        private @Nullable CertificateStore store;
        private boolean agreedToTerms;
        private RenewalPolicy renewal = RenewalPolicy.thirdOfLifeLeft();
        private Clock clock = Clock.systemUTC();
        private Duration timeout = Duration.ofMinutes(5);
        private @Nullable ChainPreference preferredChain;

        private Builder(AcmeDirectory directory, @Nullable AcmeIssuer issuer) {
            this.directory = directory;
            this.issuer = issuer;
        }

        /** The account's key. Required. */
        public Builder account(AccountKey key) {
            this.account = key;
            return this;
        }

        /**
         * An e-mail address the CA may write to, with or without {@code mailto:}. Given when the account is opened; an
         * account that exists keeps what it has. None by default: Let's Encrypt no longer writes.
         */
        public Builder contact(String email) {
            try {
                contacts.add(AcmeIssuer.mailto(email).toString());
            } catch (IllegalArgumentException e) {
                problems.add(new Problem("contact", String.valueOf(e.getMessage())));
            }
            return this;
        }

        /** Agrees to the CA's terms of service, which you have read. CAs open no account without. */
        public Builder agreeToTerms() {
            this.agreedToTerms = true;
            return this;
        }

        /** Where certificates are kept. Required. */
        public Builder store(CertificateStore certificateStore) {
            this.store = certificateStore;
            return this;
        }

        /** How to answer challenges. Required; of several, the first that can answer for a name does. */
        public Builder solver(ChallengeSolver solver) {
            solvers.add(solver);
            return this;
        }

        /** A CA to order from when those before it do not complete an order, whatever the reason. */
        public Builder failOverTo(AcmeIssuer next) {
            failOverTo.add(next);
            return this;
        }

        /** When certificates are due; by default when a third of their life is left. */
        public Builder renewal(RenewalPolicy policy) {
            this.renewal = policy;
            return this;
        }

        /** Any part of the name of an issuer, where a CA offers several chains; by default its own choice. */
        public Builder preferredChain(String issuerPart) {
            return preferredChain(ChainPreference.issuedBy(issuerPart));
        }

        /** Which chain to take where a CA offers several; a request may prefer another. */
        public Builder preferredChain(ChainPreference preference) {
            this.preferredChain = preference;
            return this;
        }

        /** What time it is; by default the system's UTC clock. */
        public Builder clock(Clock source) {
            this.clock = source;
            return this;
        }

        /**
         * How long to wait for each step of the CA; five minutes by default, for some validate from far away and sign in
         * batches.
         */
        public Builder timeout(Duration limit) {
            this.timeout = limit;
            return this;
        }

        /**
         * The certificates, ready for use. Talks to nobody yet.
         *
         * @throws InvalidModelException if something required is missing or makes no sense; it names everything that does
         */
        public Certificates build() {
            List<Problem> found = new ArrayList<>(problems);
            AcmeIssuer first = issuer(found);
            CertificateStore target = store;
            if (target == null) {
                found.add(new Problem("store", "is missing; give store(CertificateStore.directory(path))"));
            }
            if (solvers.isEmpty()) {
                found.add(new Problem("solver", "is missing; give an Http01Solver or a Dns01Solver"));
            }
            if (timeout.isNegative() || timeout.isZero()) {
                found.add(new Problem("timeout", "is " + timeout + "; give a time above zero"));
            }
            if (first == null || target == null || !found.isEmpty()) {
                throw new InvalidModelException("Certificates", found);
            }
            return new Certificates(this, first, target);
        }

        private @Nullable AcmeIssuer issuer(List<Problem> found) {
            AccountKey key = account;
            if (issuer != null) {
                if (key != null || agreedToTerms || !contacts.isEmpty()) {
                    found.add(new Problem(
                            "account",
                            "was given with the issuer; give contact() and agreeToTerms() to AcmeIssuer too"));
                }
                return issuer;
            }
            if (key == null) {
                found.add(new Problem("account", "is missing; give account(AccountKey.file(path))"));
                return null;
            }
            AcmeIssuer.Builder builder = AcmeIssuer.builder(directory, key);
            contacts.forEach(builder::contact);
            if (agreedToTerms) {
                builder.agreeToTerms();
            }
            return builder.build();
        }
    }
}
