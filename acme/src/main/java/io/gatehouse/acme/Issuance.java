package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.PrivateKeys;
import java.net.URI;
import java.security.PrivateKey;
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
    private final List<Ca> cas;
    private final ChallengeAnswers answers;

    /** A CA to order from. */
    record Ca(URI directory, OrderFlow orders) {}

    /** @param cas in the order in which they are asked */
    Issuance(CertificateStore store, List<Ca> cas, ChallengeAnswers answers) {
        this.store = store;
        this.cas = List.copyOf(cas);
        this.answers = answers;
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
        Optional<CertificateId> replaces = store.current(name).flatMap(current -> CertificateId.of(current.leaf()));
        CertificateBundle bundle = order(new OrderFlow.Wanted(request, key, replaces), journal);
        store.commit(name, bundle);
        journal.close();
        answers.sweep(journal);
        LOG.info("{} has a certificate valid until {}", name, bundle.notAfter());
        return bundle;
    }

    /** Ends what was done but for saying so, and takes away what is left over. */
    OrderJournal settle(String name) {
        OrderJournal journal = OrderJournal.open(store, name);
        if (!journal.isEmpty()) {
            if (store.current(name).filter(journal::isSettledBy).isPresent()) {
                journal.close();
            }
            answers.sweep(journal);
        }
        return journal;
    }

    private CertificateBundle order(OrderFlow.Wanted wanted, OrderJournal journal) {
        Optional<URI> begunAt = journal.order().map(JournaledOrder::directory);
        List<Ca> inTurn = new ArrayList<>(cas);
        // An order that waits to be finished comes before a new one elsewhere; the sort is stable.
        inTurn.sort(Comparator.comparing(ca -> !Optional.of(ca.directory()).equals(begunAt)));
        List<AcmeException> failures = new ArrayList<>();
        for (Ca ca : inTurn) {
            try {
                return ca.orders().run(wanted, journal);
            } catch (AcmeException e) {
                LOG.warn("No certificate for {} from {}: {}", wanted.request().name(), ca.directory(), e.getMessage());
                failures.add(e);
            }
        }
        AcmeException first = failures.get(0);
        failures.subList(1, failures.size()).forEach(first::addSuppressed);
        throw first;
    }

    /** The key an order that came to nothing left, if it is of the right kind; else a new one, put away first. */
    private PrivateKey key(CertificateRequest request) {
        Optional<PrivateKey> kept = request.reusesKey() ? currentKey(request.name()) : Optional.empty();
        return kept.filter(key -> isOfKind(key, request))
                .or(() -> store.stagedKey(request.name()).filter(key -> isOfKind(key, request)))
                .orElseGet(() -> {
                    PrivateKey key = PrivateKeys.generate(request.keyType()).getPrivate();
                    store.stageKey(request.name(), key);
                    return key;
                });
    }

    private Optional<PrivateKey> currentKey(String name) {
        return store.current(name).filter(CertificateBundle::hasPrivateKey).map(CertificateBundle::privateKey);
    }

    private static boolean isOfKind(PrivateKey key, CertificateRequest request) {
        return KeyTypes.of(PrivateKeys.publicKeyOf(key)).equals(Optional.of(request.keyType()));
    }
}
