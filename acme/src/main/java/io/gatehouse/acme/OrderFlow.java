package io.gatehouse.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.core.pki.SigningRequest;
import java.net.URI;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One order from its beginning to a checked chain (RFC 8555, section 7.4): order, authorizations, challenges, finalize,
 * download. Safe for use by many threads; each run has a conversation with the CA of its own.
 */
final class OrderFlow {
    private static final Logger LOG = LoggerFactory.getLogger(OrderFlow.class);
    private static final Set<AcmeStatus> UNFINISHED = EnumSet.of(AcmeStatus.PENDING, AcmeStatus.PROCESSING);

    private final AcmeClient client;
    private final List<ChallengeSolver> solvers;
    private final Polling polling;
    private final Optional<ChainPreference> chainPreference;
    private final CertificateCheck check;

    OrderFlow(
            AcmeClient client,
            List<ChallengeSolver> solvers,
            Polling polling,
            Optional<ChainPreference> chainPreference,
            CertificateCheck check) {
        this.client = client;
        this.solvers = solvers;
        this.polling = polling;
        this.chainPreference = chainPreference;
        this.check = check;
    }

    /**
     * @param key the certificate's key, already on disk; empty when it stays with whoever made the request's CSR
     * @param replaces the certificate that this one comes after
     * @throws AcmeException if any step fails; nothing of the order is left behind but what the message names
     */
    CertificateBundle run(CertificateRequest request, Optional<PrivateKey> key, Optional<CertificateId> replaces) {
        try (AcmeConversation ca = client.open()) {
            AcmeOrder order = place(ca, request, replaces);
            LOG.info("Ordered {}: {}", request.name(), order.location());
            authorize(ca, order);
            order = await(ca, order, AcmeStatus.READY);
            ca.finish(order, signingRequest(request, key));
            order = await(ca, order, AcmeStatus.VALID);
            URI location = order.certificate().orElseThrow();
            List<X509Certificate> chain = new ChainChoice(
                            request.preferredChain().or(() -> chainPreference))
                    .choose(ca.chain(location), ca::chain);
            return check.accept(request, chain, key);
        }
    }

    /** A CA that does not want the order for what it replaces is asked again without: a renewal never fails for that. */
    private static AcmeOrder place(AcmeConversation ca, CertificateRequest request, Optional<CertificateId> replaces) {
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

    private static SigningRequest signingRequest(CertificateRequest request, Optional<PrivateKey> key) {
        return request.csr().orElseGet(() -> {
            KeyPair pair = PrivateKeys.keyPair(key.orElseThrow());
            return request.mustStaples()
                    ? SigningRequest.mustStaple(request.identifiers(), pair)
                    : SigningRequest.of(request.identifiers(), pair);
        });
    }

    private AcmeOrder await(AcmeConversation ca, AcmeOrder known, AcmeStatus wanted) {
        AcmeOrder order = polling.until(
                known + " to become " + wanted,
                () -> ca.order(known),
                seen -> !UNFINISHED.contains(seen.status())
                        // After finalize a CA may show the order as ready for a moment longer.
                        && !(wanted == AcmeStatus.VALID && seen.status() == AcmeStatus.READY));
        if (order.status() != wanted) {
            throw new AcmeRefusedException(
                    "to bring the " + order + " to " + wanted,
                    order.problem().orElse(new AcmeProblem("about:blank", "it gave no reason", null, List.of())),
                    0,
                    null,
                    null);
        }
        return order;
    }

    private void authorize(AcmeConversation ca, AcmeOrder order) {
        List<AcmeAuthorization> open = new ArrayList<>();
        for (URI location : order.authorizations()) {
            AcmeAuthorization authorization = ca.authorization(location).value();
            if (authorization.status() != AcmeStatus.VALID) {
                open.add(authorization);
            }
        }
        Map<ChallengeSolver, List<Challenge>> work = new LinkedHashMap<>();
        List<AcmeAuthorization.Offer> chosen = new ArrayList<>();
        for (AcmeAuthorization authorization : open) {
            Choice choice = choose(authorization);
            chosen.add(choice.offer());
            work.computeIfAbsent(choice.solver(), solver -> new ArrayList<>())
                    .add(choice.offer().challenge());
        }
        Map<ChallengeSolver, List<Answer>> answers = new LinkedHashMap<>();
        work.forEach((solver, challenges) -> answers.put(solver, solver.plan(List.copyOf(challenges))));
        Map<ChallengeSolver, List<Answer>> begun = new LinkedHashMap<>();
        try {
            answers.forEach((solver, planned) -> {
                begun.put(solver, planned);
                solver.present(planned);
            });
            answers.forEach(ChallengeSolver::await);
            chosen.forEach(ca::trigger);
            validate(ca, open);
        } finally {
            begun.forEach(OrderFlow::cleanUp);
        }
    }

    private record Choice(ChallengeSolver solver, AcmeAuthorization.Offer offer) {}

    private Choice choose(AcmeAuthorization authorization) {
        Identifier identifier = authorization.identifier();
        for (ChallengeSolver solver : solvers) {
            if (solver.supports(identifier)) {
                for (AcmeAuthorization.Offer offer : authorization.offers()) {
                    if (offer.challenge().type() == solver.type()) {
                        return new Choice(solver, offer);
                    }
                }
            }
        }
        throw new ChallengeSolverException(
                "No solver fits " + identifier.text() + ": the CA offers "
                        + authorization.offers().stream()
                                .map(offer -> offer.challenge().type().text())
                                .toList()
                        + ", and there are "
                        + solvers.stream()
                                .map(solver ->
                                        solver.type() + (solver.supports(identifier) ? "" : " (not for this name)"))
                                .toList()
                        + ". A wildcard needs dns-01; add a solver() on the builder of Certificates.",
                null);
    }

    /** Waits for every authorization, so that one failure does not hide another. */
    private void validate(AcmeConversation ca, List<AcmeAuthorization> open) {
        Map<String, AcmeProblem> failures = new LinkedHashMap<>();
        for (AcmeAuthorization known : open) {
            AcmeAuthorization seen = polling.until(
                    "the CA to validate " + known.identifier().text(),
                    () -> ca.authorization(known.location()),
                    authorization -> !UNFINISHED.contains(authorization.status()));
            if (seen.status() != AcmeStatus.VALID) {
                failures.put(
                        seen.identifier().text(),
                        seen.problem().orElse(new AcmeProblem("about:blank", "it gave no reason", null, List.of())));
            }
        }
        if (!failures.isEmpty()) {
            throw new AuthorizationFailedException(failures);
        }
    }

    private static void cleanUp(ChallengeSolver solver, List<Answer> answers) {
        try {
            solver.cleanUp(answers);
        } catch (RuntimeException e) {
            // The order is decided already; what is left behind harms nobody but must not go unseen.
            LOG.warn("Clean-up after {} failed: {}", solver.type(), e.getMessage(), e);
        }
    }
}
