package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Some server that must answer the TXT values did not answer them all in time. Carries which, and what it answered instead.
 */
public final class PropagationTimeoutException extends ChallengeSolverException {
    private static final long serialVersionUID = 1L;

    private static final String LAGGING =
            "Others have every value: see that these take the zone's changes (NOTIFY, AXFR)," + " or raise timeout().";
    private static final String NOWHERE =
            "No server has every value: see that the DNS provider writes the zone that these"
                    + " serve, raise timeout(), or name the authoritativeServers() that the CA sees.";

    private final transient List<Unseen> unseen;

    /** @param isSeenElsewhere whether for each name some server has every value */
    PropagationTimeoutException(Duration waited, List<Unseen> unseen, boolean isSeenElsewhere) {
        super(
                "Waited " + waited.toSeconds() + " s in vain for "
                        + unseen.stream().map(Unseen::toString).collect(Collectors.joining("; and for ")) + ". "
                        + (isSeenElsewhere ? LAGGING : NOWHERE),
                null);
        this.unseen = List.copyOf(unseen);
    }

    /** Each server and name still missing a value; not kept when the exception is serialised. */
    public List<Unseen> unseen() {
        return unseen;
    }

    /**
     * Values that a server does not answer.
     *
     * @param server its name and the address that was asked
     * @param name where the values should be
     * @param missing the values not answered
     * @param seen what it answered instead: other values, an error, or nothing
     */
    public record Unseen(String server, DomainName name, List<String> missing, String seen) {

        /** Copies the list. */
        public Unseen {
            missing = List.copyOf(missing);
        }

        /** One clause: which server lacks what. */
        @Override
        public String toString() {
            return server + " to answer TXT " + missing + " at " + name + ", where it answers " + seen;
        }
    }
}
