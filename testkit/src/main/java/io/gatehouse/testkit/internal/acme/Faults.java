package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.pki.Issuance;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.testkit.AcmeResource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The unpleasant things a test asked the CA to do. Thread-safe. */
public final class Faults {
    private final EdgeFaults edge = new EdgeFaults();
    private final ValidationFaults validations = new ValidationFaults();
    private final Set<Identifier> rejected = new HashSet<>();
    private int badNonces;
    private double badNonceShare;
    private double badNoncesDue;
    private int foreignKeys;

    /** Everything goes well again; what was spoiled already stays so. */
    public synchronized void clear() {
        edge.clear();
        validations.clear();
        rejected.clear();
        badNonces = 0;
        badNonceShare = 0;
        badNoncesDue = 0;
        foreignKeys = 0;
    }

    /**
     * Orders for this identifier are refused from now on.
     *
     * @param identifier exactly as ordered: a name does not cover its wildcard
     */
    public synchronized void reject(Identifier identifier) {
        rejected.add(identifier);
    }

    /** One more request with a good nonce is told that it is bad. */
    public synchronized void badNonceOnce() {
        badNonces++;
    }

    /**
     * A share of the requests with a good nonce are told that it is bad, evenly spread.
     *
     * @param share from 0 to 1
     */
    public synchronized void badNonces(double share) {
        badNonceShare = share;
        badNoncesDue = 0;
    }

    /**
     * The next requests to a resource go wrong.
     *
     * @param resource the resource
     * @param requests how many
     * @param fault how
     */
    public void next(AcmeResource resource, int requests, EdgeFault fault) {
        edge.next(resource, requests, fault);
    }

    /**
     * Every request to a resource goes wrong from now on.
     *
     * @param resource the resource
     * @param fault how
     */
    public void every(AcmeResource resource, EdgeFault fault) {
        edge.every(resource, fault);
    }

    /** Orders are shown as {@code processing} from their finalization on. */
    public void stuckOrders() {
        edge.every(AcmeResource.FINALIZE, EdgeFault.stuckOrder());
        edge.every(AcmeResource.ORDER, EdgeFault.stuckOrder());
    }

    /** The next download has a chain that fits by names only. */
    public void brokenChainOnce() {
        edge.next(AcmeResource.CERTIFICATE, 1, EdgeFault.brokenChain());
    }

    /** The next certificate is for a key that nobody has. */
    public synchronized void foreignKeyOnce() {
        foreignKeys++;
    }

    /**
     * Validations of an identifier fail from now on.
     *
     * @param identifier what is validated
     */
    public void failValidations(Identifier identifier) {
        validations.fail(identifier);
    }

    /**
     * Validations of an identifier fail and go well by turns.
     *
     * @param identifier what is validated
     */
    public void flapValidations(Identifier identifier) {
        validations.flap(identifier);
    }

    /**
     * Each validation takes a while longer.
     *
     * @param each how much
     */
    public void slowValidations(Duration each) {
        validations.slow(each);
    }

    /** Validations begin only once they are released. */
    public void holdValidations() {
        validations.hold();
    }

    /** Validations that are held go on. */
    public void releaseValidations() {
        validations.release();
    }

    Optional<Reply> disturb(AcmeResource resource, EdgeFault.Passage passage, Instant now) throws IOException {
        return edge.disturb(resource, passage, now);
    }

    void beforeValidation(Identifier identifier) {
        validations.before(identifier);
    }

    synchronized void takeBadNonce() {
        badNoncesDue += badNonceShare;
        if (badNonces > 0) {
            badNonces--;
        } else if (badNoncesDue >= 1) {
            badNoncesDue--;
        } else {
            return;
        }
        throw ProblemType.BAD_NONCE.because("the test asked for a bad nonce; try again with a fresh one");
    }

    synchronized Issuance takeForeignKey(Issuance issuance) {
        if (foreignKeys == 0) {
            return issuance;
        }
        foreignKeys--;
        return issuance.publicKey(PrivateKeys.generate(KeyType.EC_P256).getPublic());
    }

    synchronized void requireNoneRejected(Set<Identifier> ordered) {
        List<Map<String, Object>> refusals =
                ordered.stream().filter(rejected::contains).map(Faults::refusal).toList();
        if (!refusals.isEmpty()) {
            throw ProblemType.REJECTED_IDENTIFIER
                    .because("this server does not issue for " + refusals.size() + " of the names: see subproblems")
                    .with("subproblems", refusals);
        }
    }

    private static Map<String, Object> refusal(Identifier identifier) {
        return Map.of(
                "type", ProblemType.REJECTED_IDENTIFIER.urn(),
                "detail", "the test asked to reject " + identifier.text(),
                "identifier", Identifiers.toJson(identifier));
    }
}
