package io.gatehouse.acme;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeServerException;

/**
 * Makes requests through acme4j and turns whatever comes of them into our own errors, which name the CA, what it was asked
 * and what to do. Immutable.
 */
record ShieldedCalls(URI ca, Clock clock) {

    /** A request as acme4j makes it. */
    interface Request<T> {
        T send() throws org.shredzone.acme4j.exception.AcmeException, IOException, URISyntaxException;
    }

    /** @param attempted what the CA was asked, as the words after "when asked" */
    <T> T call(String attempted, Request<T> request) {
        try {
            return request.send();
        } catch (AcmeLazyLoadingException e) {
            throw translate(attempted, e.getCause() != null ? e.getCause() : e);
        } catch (InvalidNameException | InvalidModelException e) {
            // The CA made it up: what the user gave was legal before it came here.
            throw translate(attempted, e);
        } catch (GatehouseException e) {
            throw e;
        } catch (org.shredzone.acme4j.exception.AcmeException | IOException | URISyntaxException | RuntimeException e) {
            throw translate(attempted, e);
        }
    }

    /** In whole seconds, as CAs count; zero for an instant gone by. */
    Optional<Duration> fromNow(Optional<Instant> instant) {
        return instant.map(at -> Duration.between(clock.instant(), at))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait.plusNanos(999_999_999))
                .map(wait -> wait.truncatedTo(ChronoUnit.SECONDS));
    }

    static AcmeProblem problem(Problem problem) {
        return new AcmeProblem(
                problem.getType().toString(),
                problem.getDetail().or(problem::getTitle).orElse(""),
                problem.getIdentifier()
                        .map(org.shredzone.acme4j.Identifier::getValue)
                        .orElse(null),
                problem.getSubProblems().stream().map(ShieldedCalls::problem).toList());
    }

    private AcmeException translate(String attempted, Throwable e) {
        if (e instanceof ShieldedConnection.Refusal refusal) {
            return new AcmeRefusedException(
                    attempted, problem(refusal.getProblem()), refusal.status(), e, refusal.retryAfter());
        }
        if (e instanceof AcmeServerException refused) {
            return new AcmeRefusedException(attempted, problem(refused.getProblem()), 0, e, null);
        }
        if (e instanceof AcmeNetworkException && e.getCause() instanceof IOException network) {
            if (network.getCause() instanceof InterruptedException) {
                // acme4j swallows it.
                Thread.currentThread().interrupt();
            }
            return unavailable(attempted, network);
        }
        return AcmeUnavailableException.notAcme(ca, attempted, e);
    }

    private AcmeUnavailableException unavailable(String attempted, IOException network) {
        if (network instanceof AcmeHttp.StatusError error) {
            return AcmeUnavailableException.httpError(ca, attempted, error);
        }
        if (network instanceof AcmeHttp.TooSlow slow) {
            return AcmeUnavailableException.tooSlow(ca, attempted, slow);
        }
        return network instanceof AcmeHttp.UnacceptableAnswer
                ? AcmeUnavailableException.notAcme(ca, attempted, network)
                : AcmeUnavailableException.network(ca, attempted, network);
    }
}
