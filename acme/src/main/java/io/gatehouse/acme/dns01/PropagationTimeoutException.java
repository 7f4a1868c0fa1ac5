package io.gatehouse.acme.dns01;

import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.core.DomainName;
import java.time.Duration;
import java.util.List;

/** Some authoritative server did not answer some TXT value in time. Carries which, and what it answered instead. */
public final class PropagationTimeoutException extends ChallengeSolverException {
    private static final long serialVersionUID = 1L;

    private final transient List<Unseen> unseen;

    PropagationTimeoutException(Duration waited, List<Unseen> unseen) {
        super(
                "After " + waited.toSeconds() + " s the records are not on every authoritative server: " + unseen
                        + ". See that these servers take the zone's changes (NOTIFY, AXFR), raise timeout(), or name the"
                        + " authoritativeServers() that the CA sees.",
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
