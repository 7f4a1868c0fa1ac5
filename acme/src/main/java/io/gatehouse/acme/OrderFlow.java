package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.core.pki.SigningRequest;
import java.net.URI;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One order from its beginning to a checked chain (RFC 8555, section 7.4): order, authorizations, challenges, finalize,
 * download. Each step is in the journal before it is taken, so that an order that was cut short, by a failure or by the end
 * of the process, is gone on with where it stopped: the CA sees one order. Safe for use by many threads; each run has a
 * conversation with the CA of its own.
 */
final class OrderFlow {
    private static final Logger LOG = LoggerFactory.getLogger(OrderFlow.class);
    private static final Set<AcmeStatus> UNFINISHED = EnumSet.of(AcmeStatus.PENDING, AcmeStatus.PROCESSING);
    private static final Set<AcmeStatus> OPEN =
            EnumSet.of(AcmeStatus.PENDING, AcmeStatus.READY, AcmeStatus.PROCESSING, AcmeStatus.VALID);
    /** A list may go back years; the order of a process that died just now is at its end. */
    private static final int MOST_LISTED = 25;

    private final URI directory;
    private final AcmeClient client;
    private final ChallengeAnswers challenges;
    private final Polling polling;
    private final Optional<ChainPreference> chainPreference;
    private final CertificateCheck check;
    private final CertificateEvents events;

    OrderFlow(
            URI directory,
            AcmeClient client,
            ChallengeAnswers challenges,
            Polling polling,
            Optional<ChainPreference> chainPreference,
            CertificateCheck check,
            CertificateEvents events) {
        this.directory = directory;
        this.client = client;
        this.challenges = challenges;
        this.polling = polling;
        this.chainPreference = chainPreference;
        this.check = check;
        this.events = events;
    }

    /**
     * What to order.
     *
     * @param key the certificate's key, already on disk; empty when it stays with whoever made the request's CSR
     * @param replaces the certificate that this one comes after
     */
    record Wanted(CertificateRequest request, Optional<PrivateKey> key, Optional<CertificateId> replaces) {
        PublicKey publicKey() {
            return request.csr()
                    .map(SigningRequest::publicKey)
                    .orElseGet(() -> PrivateKeys.publicKeyOf(key.orElseThrow()));
        }
    }

    /**
     * A certificate as wanted. When this returns, the journal still has the order, for the certificate is not in the store
     * yet; close it after the commit.
     *
     * @throws AcmeException if any step fails; what is left of the order is in the journal, and the next run goes on with it
     */
    CertificateBundle run(Wanted wanted, OrderJournal journal) {
        challenges.sweep(journal);
        try (AcmeConversation ca = client.open()) {
            AcmeOrder order = begun(ca, wanted, journal).orElseGet(() -> place(ca, wanted, journal));
            if (order.status() == AcmeStatus.PENDING) {
                challenges.prove(ca, order, journal);
                order = await(ca, order, AcmeStatus.READY, wanted);
            }
            if (order.status() == AcmeStatus.READY) {
                journal.at(OrderStep.FINALIZING);
                events.publish(new CertificateEvent.Finalizing(wanted.request().name(), directory, order.location()));
                ca.finish(order, signingRequest(wanted));
            }
            order = await(ca, order, AcmeStatus.VALID, wanted);
            CertificateBundle bundle = download(ca, order, wanted);
            journal.committing(bundle);
            return bundle;
        } catch (CertificateRejectedException e) {
            // The order has no other to give; one that is good at another time costs nothing to fetch again.
            if (!e.isForItsDates()) {
                journal.close();
            }
            throw e;
        }
    }

    /** The order that an earlier run left, as the CA has it now; empty if there is none that would give what is wanted. */
    private Optional<AcmeOrder> begun(AcmeConversation ca, Wanted wanted, OrderJournal journal) {
        Optional<JournaledOrder> known = journal.order();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Optional<AcmeOrder> found = known.get().isFor(journaled(wanted))
                ? find(ca, known.get()).filter(order -> OPEN.contains(order.status()))
                : Optional.empty();
        if (found.isEmpty()) {
            LOG.info(
                    "The order begun for {} came to nothing; ordering anew",
                    wanted.request().name());
            journal.close();
            challenges.sweep(journal);
            return Optional.empty();
        }
        AcmeOrder order = found.get();
        LOG.info("Going on with the {} for {}", order, wanted.request().name());
        if (known.get().location().isEmpty()) {
            journal.placed(order.location());
        }
        events.publish(new CertificateEvent.OrderResumed(wanted.request().name(), directory, order.location()));
        return found;
    }

    private static Optional<AcmeOrder> find(AcmeConversation ca, JournaledOrder known) {
        if (known.location().isPresent()) {
            return show(ca, known.location().get());
        }
        // Placed, perhaps, but the process died before it read where. Some CAs list an account's orders.
        List<URI> listed = ca.orders().orElse(List.of());
        List<URI> latest = listed.subList(Math.max(0, listed.size() - MOST_LISTED), listed.size());
        return latest.stream()
                .flatMap(location -> show(ca, location).stream())
                .filter(order -> order.status() != AcmeStatus.VALID)
                .filter(order -> new HashSet<>(order.identifiers()).equals(new HashSet<>(known.identifiers())))
                .reduce((earlier, later) -> later);
    }

    private static Optional<AcmeOrder> show(AcmeConversation ca, URI location) {
        try {
            return Optional.of(ca.order(location));
        } catch (AcmeRefusedException e) {
            // CAs forget orders after a while.
            LOG.info("The order {} is not to be had any more: {}", location, e.getMessage());
            return Optional.empty();
        }
    }

    private AcmeOrder place(AcmeConversation ca, Wanted wanted, OrderJournal journal) {
        journal.begin(journaled(wanted));
        AcmeOrder order = newOrder(ca, wanted.request(), wanted.replaces());
        journal.placed(order.location());
        LOG.info("Ordered {}: {}", wanted.request().name(), order.location());
        return order;
    }

    /** A CA that does not want the order for what it replaces is asked again without: a renewal never fails for that. */
    private static AcmeOrder newOrder(
            AcmeConversation ca, CertificateRequest request, Optional<CertificateId> replaces) {
        try {
            return ca.newOrder(request, replaces);
        } catch (AcmeRefusedException e) {
            if (replaces.isEmpty() || !e.mayBeForReplaces()) {
                throw e;
            }
            LOG.info("Ordering {} without naming the certificate it replaces: {}", request.name(), e.getMessage());
            return ca.newOrder(request, Optional.empty());
        }
    }

    private JournaledOrder journaled(Wanted wanted) {
        return new JournaledOrder(
                directory,
                wanted.request().identifiers(),
                wanted.request().profile(),
                wanted.request().validity(),
                KeyTypes.digest(wanted.publicKey()),
                wanted.replaces(),
                OrderStep.PLACING,
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private static SigningRequest signingRequest(Wanted wanted) {
        CertificateRequest request = wanted.request();
        return request.csr().orElseGet(() -> {
            KeyPair pair = PrivateKeys.keyPair(wanted.key().orElseThrow());
            return request.mustStaples()
                    ? SigningRequest.mustStaple(request.identifiers(), pair)
                    : SigningRequest.of(request.identifiers(), pair);
        });
    }

    private AcmeOrder await(AcmeConversation ca, AcmeOrder known, AcmeStatus status, Wanted wanted) {
        if (known.status() == status) {
            return known;
        }
        String awaited = known + " to become " + status;
        AcmeOrder order = polling.until(
                awaited,
                () -> ca.order(known),
                seen -> !UNFINISHED.contains(seen.status())
                        // After finalize a CA may show the order as ready for a moment longer.
                        && !(status == AcmeStatus.VALID && seen.status() == AcmeStatus.READY),
                left -> events.waiting(
                        wanted.request().name(), CertificateEvent.Waiting.Reason.PROCESSING, awaited, left));
        if (order.status() != status) {
            throw new AcmeRefusedException(
                    "to bring the " + order + " to " + status,
                    order.problem().orElse(new AcmeProblem("about:blank", "it gave no reason", null, List.of())),
                    0,
                    null,
                    null);
        }
        return order;
    }

    private CertificateBundle download(AcmeConversation ca, AcmeOrder order, Wanted wanted) {
        URI location = order.certificate().orElseThrow();
        List<X509Certificate> chain = new ChainChoice(
                        wanted.request().preferredChain().or(() -> chainPreference))
                .choose(ca.chain(location), ca::chain);
        return check.accept(wanted.request(), chain, wanted.key());
    }
}
