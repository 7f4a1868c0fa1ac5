package io.gatehouse.acme;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what {@link Certificates} needs. Not safe for use by many threads. */
public final class CertificatesBuilder {
    private final AcmeDirectory directory;
    private final @Nullable AcmeIssuer issuer;
    private final List<String> contacts = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    final List<ChallengeSolver> solvers = new ArrayList<>();
    final List<AcmeIssuer> failOverTo = new ArrayList<>();
    private @Nullable AccountKey account;
    private @Nullable CertificateStore store;
    private boolean agreedToTerms;
    RenewalPolicy renewal = RenewalPolicy.shareOfLifeLeft();
    Clock clock = Clock.systemUTC();
    Duration timeout = Duration.ofMinutes(5);

    @Nullable
    ChainPreference preferredChain;

    final List<CertificateRequest> managed = new ArrayList<>();
    private final Set<String> managedNames = new HashSet<>();
    final List<Consumer<? super CertificateEvent>> listeners = new ArrayList<>();
    final List<Deployments.Hook> hooks = new ArrayList<>();
    /** Tests have less, as of the grace. */
    Duration listenerPatience = EventListener.PATIENCE;

    Duration closingGrace = RenewalSchedule.GRACE;

    @Nullable
    Executor executor;

    CertificatesBuilder(AcmeDirectory directory, @Nullable AcmeIssuer issuer) {
        this.directory = directory;
        this.issuer = issuer;
    }

    /** The account's key. Required. */
    public CertificatesBuilder account(AccountKey key) {
        this.account = key;
        return this;
    }

    /**
     * An e-mail address the CA may write to, with or without {@code mailto:}. Given when the account is opened; an
     * account that exists keeps what it has. None by default: Let's Encrypt no longer writes.
     */
    public CertificatesBuilder contact(String email) {
        try {
            contacts.add(AcmeIssuer.mailto(email).toString());
        } catch (IllegalArgumentException e) {
            problems.add(new Problem("contact", String.valueOf(e.getMessage())));
        }
        return this;
    }

    /** Agrees to the CA's terms of service, which you have read. CAs open no account without. */
    public CertificatesBuilder agreeToTerms() {
        this.agreedToTerms = true;
        return this;
    }

    /** Where certificates are kept. Required. */
    public CertificatesBuilder store(CertificateStore certificateStore) {
        this.store = certificateStore;
        return this;
    }

    /** How to answer challenges. Required; of several, the first that can answer for a name does. */
    public CertificatesBuilder solver(ChallengeSolver solver) {
        solvers.add(solver);
        return this;
    }

    /** A CA to order from when those before it do not complete an order, whatever the reason. */
    public CertificatesBuilder failOverTo(AcmeIssuer next) {
        failOverTo.add(next);
        return this;
    }

    /**
     * Certificates to look after once {@link Certificates#start} or {@link Certificates#runDue} is called: those that are
     * missing are ordered, and all are renewed in time. May be called again for more.
     */
    public CertificatesBuilder manage(CertificateRequest... requests) {
        return manage(List.of(requests));
    }

    /** The same for a list of requests. */
    public CertificatesBuilder manage(Collection<CertificateRequest> requests) {
        for (CertificateRequest request : requests) {
            if (!managedNames.add(request.name())) {
                problems.add(new Problem(
                        "manage", "has \"" + request.name() + "\" twice; give one of the requests another name()"));
            }
            managed.add(request);
        }
        return this;
    }

    /**
     * Who is told of what happens; may be called again for more. Each listener has a thread to itself, which calls it with
     * one event after the other, in the order in which they happened to a certificate. Nothing that it does stops anything:
     * what it throws is logged, and one that has not come back after ten seconds is waited for no longer. Until then an
     * order waits for it, so that when {@code obtain()} or {@code runDue()} returns, it knows. For a listener that hangs,
     * 1,000 events are kept; further ones are lost, which is logged. It is interrupted when {@link Certificates#close} is
     * called.
     */
    public CertificatesBuilder onEvent(Consumer<? super CertificateEvent> listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * What to run whenever a managed certificate has a new version; may be called again for more, which run in this
     * order.
     *
     * @param name what the journal and events call it; the same from one start to the next, for by it is known whether it
     *     has run
     */
    public CertificatesBuilder deploy(String name, DeployHook hook) {
        if (name.isBlank() || hooks.stream().anyMatch(known -> known.name().equals(name))) {
            problems.add(new Problem("deploy", "has a hook named \"" + name + "\", which is blank or there already"));
        }
        hooks.add(new Deployments.Hook(name, hook));
        return this;
    }

    /**
     * Where managed certificates are looked after. By default in threads of our own, virtual ones on Java 21 and later,
     * which {@link Certificates#close} ends. At most 32 run at once, and nearly always they wait, for the CA or the DNS.
     */
    public CertificatesBuilder executor(Executor workers) {
        this.executor = workers;
        return this;
    }

    /** When certificates are due; by default when a third of their life is left, or half of less than ten days. */
    public CertificatesBuilder renewal(RenewalPolicy policy) {
        this.renewal = policy;
        return this;
    }

    /** Any part of the name of an issuer, where a CA offers several chains; by default its own choice. */
    public CertificatesBuilder preferredChain(String issuerPart) {
        return preferredChain(ChainPreference.issuedBy(issuerPart));
    }

    /** Which chain to take where a CA offers several; a request may prefer another. */
    public CertificatesBuilder preferredChain(ChainPreference preference) {
        this.preferredChain = preference;
        return this;
    }

    /** What time it is; by default the system's UTC clock. */
    public CertificatesBuilder clock(Clock source) {
        this.clock = source;
        return this;
    }

    /**
     * How long to wait for each step of the CA; five minutes by default, for some validate from far away and sign in
     * batches.
     */
    public CertificatesBuilder timeout(Duration limit) {
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
                        "account", "was given with the issuer; give contact() and agreeToTerms() to AcmeIssuer too"));
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
