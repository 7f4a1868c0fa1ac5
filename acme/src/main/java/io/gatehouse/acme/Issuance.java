package io.gatehouse.acme;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.PrivateKeys;
import java.net.URI;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a request to a certificate in the store: the key first, then the order at the first CA that completes it, then
 * the commit. Whoever calls holds the lock of the name. Safe for use by many threads.
 */
final class Issuance {
    private static final Logger LOG = LoggerFactory.getLogger(Issuance.class);

    private final CertificateStore store;
    private final CurrentCertificates current;
    private final List<Ca> cas;
    private final ChallengeAnswers answers;
    private final IssuerPauses pauses;
    private final CertificateEvents events;

    /** A CA to order from. */
    record Ca(URI directory, AcmeClient client, OrderFlow orders) {}

    private record Ordered(CertificateBundle bundle, Ca ca) {}

    /** @param cas in the order in which they are asked */
    Issuance(
            CertificateStore store,
            CurrentCertificates current,
            List<Ca> cas,
            ChallengeAnswers answers,
            IssuerPauses pauses,
            CertificateEvents events) {
        this.store = store;
        this.current = current;
        this.cas = List.copyOf(cas);
        this.answers = answers;
        this.pauses = pauses;
        this.events = events;
    }

    /** When the first CA takes orders for a name again; empty if one does now. */
    Optional<Instant> pausedUntil(String name) {
        List<Optional<Instant>> ends =
                cas.stream().map(ca -> pausedUntil(ca, name)).toList();
        return ends.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : ends.stream().flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    private Optional<Instant> pausedUntil(Ca ca, String name) {
        return pauses.until(ca.directory(), ca.client()::accountId, name);
    }

    /**
     * The CA that a certificate is from; the first CA for one that came here otherwise.
     *
     * @throws InvalidModelException if it is from a CA that is not among ours
     */
    AcmeClient issuerOf(String name, CertificateBundle certificate) {
        Optional<URI> issuer = RenewalState.read(store, name).issuerOf(certificate);
        return cas.stream()
                .filter(ca -> issuer.isEmpty() || issuer.get().equals(ca.directory()))
                .findFirst()
                .map(Ca::client)
                .orElseThrow(() -> new InvalidModelException(
                        "Certificates",
                        List.of(new Problem(
                                "failOverTo",
                                "lacks " + issuer.get() + ", the CA that issued \"" + name
                                        + "\"; name it and the account there"))));
    }

    /** What the CA that issued a certificate suggests about its renewal; empty if it makes no suggestions. */
    Optional<RenewalInfo> renewalInfo(String name, CertificateBundle certificate) {
        Optional<CertificateId> id = CertificateId.of(certificate.leaf());
        if (id.isEmpty()) {
            return Optional.empty();
        }
        try (AcmeConversation ca = issuerOf(name, certificate).open()) {
            return ca.renewalInfo(id.get());
        }
    }

    /**
     * A new certificate, in the store when this returns.
     *
     * @throws AcmeException that of the first CA if none completes the order, with those of the others suppressed
     */
    CertificateBundle issue(CertificateRequest request) {
        String name = request.name();
        OrderJournal journal = settle(name);
        // Before the order, for a store that cannot be written must not cost one of the CA's limits.
        Optional<PrivateKey> key = request.csr().isPresent() ? Optional.empty() : Optional.of(key(request));
        Ordered ordered = order(request, key, journal);
        CertificateBundle bundle = ordered.bundle();
        store.commit(name, bundle);
        closeQuietly(name, ordered, journal);
        LOG.info("{} has a certificate valid until {}", name, bundle.notAfter());
        events.publish(new CertificateEvent.Issued(name, ordered.ca().directory(), bundle));
        return bundle;
    }

    /** The certificate is had. What a store that is full cannot note now, the next look at the name does by the journal. */
    private void closeQuietly(String name, Ordered ordered, OrderJournal journal) {
        try {
            remember(name, ordered.bundle(), ordered.ca().directory());
            journal.close();
            answers.sweep(journal);
        } catch (CertificateStoreException e) {
            LOG.error("{} has its certificate; that its order is done is noted later: {}", name, e.getMessage(), e);
        }
    }

    /** Only the CA that issued a certificate takes an order to replace it, and revokes it. */
    private void remember(String name, CertificateBundle bundle, URI issuer) {
        RenewalState.read(store, name).issued(bundle, issuer).write(store, name);
    }

    /** Ends what was done but for saying so, and takes away what is left over. */
    OrderJournal settle(String name) {
        OrderJournal journal = OrderJournal.open(store, name);
        if (!journal.isEmpty()) {
            Optional<CertificateBundle> settling = current.find(name).filter(journal::isSettledBy);
            if (settling.isPresent()) {
                journal.order().ifPresent(order -> remember(name, settling.get(), order.directory()));
                journal.close();
            }
            answers.sweep(journal);
        }
        return journal;
    }

    private Ordered order(CertificateRequest request, Optional<PrivateKey> key, OrderJournal journal) {
        Optional<CertificateBundle> before = current.find(request.name());
        Optional<URI> from =
                before.flatMap(old -> RenewalState.read(store, request.name()).issuerOf(old));
        List<AcmeException> failures = new ArrayList<>();
        List<Ca> inTurn = inTurn(request.name(), journal);
        for (int turn = 0; turn < inTurn.size(); turn++) {
            Ca ca = inTurn.get(turn);
            Optional<CertificateId> replaces = from.equals(Optional.of(ca.directory()))
                    ? before.flatMap(old -> CertificateId.of(old.leaf()))
                    : Optional.empty();
            events.publish(new CertificateEvent.OrderStarted(request.name(), ca.directory()));
            try {
                return new Ordered(ca.orders().run(new OrderFlow.Wanted(request, key, replaces), journal), ca);
            } catch (RuntimeException e) {
                boolean isOver =
                        !(e instanceof AcmeException) || Thread.currentThread().isInterrupted();
                List<Ca> others = isOver ? List.of() : inTurn.subList(turn + 1, inTurn.size());
                tell(request, ca, e, others.stream().findFirst().map(Ca::directory));
                if (isOver || !(e instanceof AcmeException failure)) {
                    throw e;
                }
                failures.add(failure);
            }
        }
        AcmeException first = failures.get(0);
        failures.subList(1, failures.size()).forEach(first::addSuppressed);
        throw first;
    }

    private void tell(CertificateRequest request, Ca ca, RuntimeException e, Optional<URI> next) {
        LOG.warn("No certificate for {} from {}: {}", request.name(), ca.directory(), e.getMessage());
        if (e instanceof AcmeException failure) {
            pauses.note(ca.directory(), ca.client()::accountId, request, failure);
        }
        events.publish(new CertificateEvent.OrderFailed(request.name(), ca.directory(), e, next));
    }

    /** An order that waits to be finished comes before a new one elsewhere; a CA that wants to be left alone is left. */
    private List<Ca> inTurn(String name, OrderJournal journal) {
        Optional<URI> begunAt = journal.order().map(JournaledOrder::directory);
        List<Ca> willing =
                cas.stream().filter(ca -> pausedUntil(ca, name).isEmpty()).toList();
        List<Ca> inTurn = new ArrayList<>(willing.isEmpty() ? cas : willing);
        // The sort is stable.
        inTurn.sort(Comparator.comparing(ca -> !Optional.of(ca.directory()).equals(begunAt)));
        return inTurn;
    }

    /** The key an order that came to nothing left, if it is of the right kind; else a new one, put away first. */
    private PrivateKey key(CertificateRequest request) {
        Optional<PrivateKey> kept = request.reusesKey() ? currentKey(request.name()) : Optional.empty();
        return kept.filter(key -> isOfKind(key, request))
                .or(() -> stagedKey(request.name()).filter(key -> isOfKind(key, request)))
                .orElseGet(() -> {
                    PrivateKey key = PrivateKeys.generate(request.keyType()).getPrivate();
                    store.stageKey(request.name(), key);
                    return key;
                });
    }

    /** One that cannot be read costs the order that it was for, and no other. */
    private Optional<PrivateKey> stagedKey(String name) {
        try {
            return store.stagedKey(name);
        } catch (CertificateStoreException e) {
            LOG.error("{} is ordered with a new key: {}", name, e.getMessage(), e);
            events.publish(new CertificateEvent.CertificateUnreadable(name, e));
            return Optional.empty();
        }
    }

    /** Whoever pins a key wants no other in its place, so one that cannot be read ends the renewal. */
    private Optional<PrivateKey> currentKey(String name) {
        return store.current(name).filter(CertificateBundle::hasPrivateKey).map(CertificateBundle::privateKey);
    }

    private static boolean isOfKind(PrivateKey key, CertificateRequest request) {
        return KeyTypes.of(PrivateKeys.publicKeyOf(key)).equals(Optional.of(request.keyType()));
    }
}
