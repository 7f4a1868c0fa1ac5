package io.gatehouse.acme.http01;

import io.gatehouse.acme.Answer;
import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolver;
import io.gatehouse.acme.ChallengeType;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers http-01 (RFC 8555, section 8.3): the CA fetches {@code
 * http://<name>/.well-known/acme-challenge/<token>} on port 80 and expects the key authorization there. Fits host names and
 * IP addresses, never wildcards. Safe for use by many threads.
 */
public final class Http01Solver implements ChallengeSolver {
    private final Answers answers;

    /** How many orders need an answer: a CA may give two orders for a name the same challenge. */
    private final Map<Challenge, Integer> orders = new HashMap<>();

    private Http01Solver(Answers answers) {
        this.answers = answers;
    }

    /**
     * Puts the answers into the folder that a web server serves as {@code /} for the names, such as {@code
     * /var/www/html}. The folder must exist; what is missing below it is made, readable by the web server.
     */
    public static Http01Solver webroot(Path root) {
        return new Http01Solver(new WebrootAnswers(root));
    }

    /**
     * Answers by itself, on a small HTTP server that listens while there is something to answer. The CA asks on port 80, so
     * either listen there or have port 80 forwarded. Everything but a live token is answered with 404.
     *
     * @param address where to listen, such as {@code new InetSocketAddress(80)}
     */
    public static Http01Solver listen(InetSocketAddress address) {
        return new Http01Solver(new ListeningAnswers(address));
    }

    /** Leaves the answers to a server of the service's own, which looks them up there. */
    public static Http01Solver inService(Http01Answers answers) {
        return new Http01Solver(new ServedAnswers(answers));
    }

    @Override
    public ChallengeType type() {
        return ChallengeType.HTTP_01;
    }

    @Override
    public boolean supports(Identifier identifier) {
        return !(identifier instanceof DomainName name && name.isWildcard());
    }

    @Override
    public synchronized void present(List<Answer> presented) {
        List<Challenge> challenges = presented.stream().map(Answer::challenge).toList();
        challenges.forEach(challenge -> orders.merge(challenge, 1, Integer::sum));
        answers.add(challenges);
    }

    @Override
    public synchronized void cleanUp(List<Answer> presented) {
        List<Challenge> unused = presented.stream()
                .map(Answer::challenge)
                .filter(challenge ->
                        orders.computeIfPresent(challenge, (key, count) -> count > 1 ? count - 1 : null) == null)
                .toList();
        answers.remove(unused);
    }

    private record ServedAnswers(Http01Answers served) implements Answers {
        @Override
        public void add(List<Challenge> challenges) {
            served.add(challenges);
        }

        @Override
        public void remove(List<Challenge> challenges) {
            served.remove(challenges);
        }
    }

    /** Where answers are put. Removing what was never added is no error. */
    interface Answers {
        void add(List<Challenge> challenges);

        void remove(List<Challenge> challenges);
    }
}
