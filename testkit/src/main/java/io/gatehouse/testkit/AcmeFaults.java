package io.gatehouse.testkit;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.testkit.internal.acme.EdgeFault;
import io.gatehouse.testkit.internal.acme.Faults;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What an {@link AcmeServer} does wrong on request, each in one line, so that a test sees how its client takes it:
 *
 * <pre>{@code
 * ca.faults().badNonces(0.2);
 * ca.faults().next(AcmeResource.NEW_ORDER).rateLimited(RetryAfter.seconds(Duration.ofMinutes(3)));
 * ca.faults().next(AcmeResource.FINALIZE).cutAfterEffect();
 * ca.faults().failValidations("www.example.test");
 * }</pre>
 *
 * Faults may be asked for before the server starts, and outlive its restart; {@link #clear()} takes all back.
 * Thread-safe.
 */
public final class AcmeFaults {
    private final Faults faults;

    AcmeFaults(Faults faults) {
        this.faults = faults;
    }

    /**
     * The server behaves again. What was spoiled already stays so: a challenge that failed, a certificate for another
     * key.
     *
     * @return this
     */
    public AcmeFaults clear() {
        faults.clear();
        return this;
    }

    /**
     * Refuses a share of the good nonces with {@code badNonce} (RFC 8555, section 6.5), evenly spread: a quarter is
     * every fourth request.
     *
     * @param share 0 for none, up to 1 for all
     * @return this
     * @throws IllegalArgumentException when the share is outside of 0 to 1
     */
    public AcmeFaults badNonces(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share of bad nonces is from 0 to 1, not " + share);
        }
        faults.badNonces(share);
        return this;
    }

    /**
     * Spoils one request.
     *
     * @param resource what is asked
     * @return what can go wrong with it
     */
    public RequestFaults next(AcmeResource resource) {
        return next(1, resource);
    }

    /**
     * Spoils several requests. Asked for repeatedly, the faults of one resource come one after another.
     *
     * @param requests how many
     * @param resource what is asked
     * @return what can go wrong with them
     * @throws IllegalArgumentException when it is not positive
     */
    public RequestFaults next(int requests, AcmeResource resource) {
        Objects.requireNonNull(resource, "resource");
        if (requests < 1) {
            throw new IllegalArgumentException("the next " + requests + " requests are none; spoil 1 or more");
        }
        return new RequestFaults(fault -> faults.next(resource, requests, fault));
    }

    /**
     * Spoils all requests from now on.
     *
     * @param resource what is asked
     * @return what can go wrong with them
     */
    public RequestFaults every(AcmeResource resource) {
        Objects.requireNonNull(resource, "resource");
        return new RequestFaults(fault -> faults.every(resource, fault));
    }

    /**
     * Every validation of an identifier fails with {@code connection}, without being tried.
     *
     * @param identifier a name or address; for a wildcard, the name without {@code *.}
     * @return this
     * @throws InvalidNameException when it is neither
     */
    public AcmeFaults failValidations(String identifier) {
        faults.failValidations(Identifier.parse(identifier));
        return this;
    }

    /**
     * Validations of an identifier fail and are really tried by turns; the next one fails.
     *
     * @param identifier a name or address; for a wildcard, the name without {@code *.}
     * @return this
     * @throws InvalidNameException when it is neither
     */
    public AcmeFaults flapValidations(String identifier) {
        faults.flapValidations(Identifier.parse(identifier));
        return this;
    }

    /**
     * Every validation takes longer, by real time. A test that need not race holds them instead.
     *
     * @param each how much longer; zero ends it
     * @return this
     * @throws IllegalArgumentException when it is negative
     * @see #holdValidations()
     */
    public AcmeFaults slowValidations(Duration each) {
        if (each.isNegative()) {
            throw new IllegalArgumentException("a validation cannot take " + each + " longer");
        }
        faults.slowValidations(each);
        return this;
    }

    /**
     * Validations stay {@code processing} until {@link #releaseValidations()}.
     *
     * @return this
     */
    public AcmeFaults holdValidations() {
        faults.holdValidations();
        return this;
    }

    /**
     * Validations that were held go on, and new ones are held no more.
     *
     * @return this
     */
    public AcmeFaults releaseValidations() {
        faults.releaseValidations();
        return this;
    }

    /**
     * The next certificate is for a key that is not the CSR's.
     *
     * @return this
     */
    public AcmeFaults certificateForAnotherKey() {
        faults.foreignKeyOnce();
        return this;
    }

    /**
     * The next download has an intermediate of the right name that did not sign the leaf.
     *
     * @return this
     */
    public AcmeFaults chainThatDoesNotVerify() {
        faults.brokenChainOnce();
        return this;
    }

    /**
     * Orders, once finalized, never leave {@code processing}.
     *
     * @return this
     */
    public AcmeFaults ordersStayProcessing() {
        faults.stuckOrders();
        return this;
    }

    /** What can go wrong with requests to one resource. Thread-safe. */
    public final class RequestFaults {
        private final Consumer<EdgeFault> add;

        private RequestFaults(Consumer<EdgeFault> add) {
            this.add = add;
        }

        /**
         * 429 with {@code rateLimited}, without effect.
         *
         * @param retryAfter when to come back
         * @return the faults, for another
         */
        public AcmeFaults rateLimited(RetryAfter retryAfter) {
            return with(EdgeFault.rateLimited(retryAfter));
        }

        /**
         * 503 as a load balancer says it, without effect: a page in place of the problem document, and no nonce.
         *
         * @param retryAfter when to come back
         * @return the faults, for another
         */
        public AcmeFaults unavailable(RetryAfter retryAfter) {
            return with(EdgeFault.unavailable(retryAfter));
        }

        /**
         * A sound answer with another {@code Retry-After}, as one polls by.
         *
         * @param retryAfter when to come back
         * @return the faults, for another
         */
        public AcmeFaults retryAfter(RetryAfter retryAfter) {
            return with(EdgeFault.retryAfter(retryAfter));
        }

        /**
         * The connection is closed unanswered, and nothing was done. {@link AcmeRequest#status()} is 0.
         *
         * @return the faults, for another
         */
        public AcmeFaults cutBeforeEffect() {
            return with(EdgeFault.cutBefore());
        }

        /**
         * The connection is closed unanswered, though what was asked is done. {@link AcmeRequest#status()} is 0.
         *
         * @return the faults, for another
         */
        public AcmeFaults cutAfterEffect() {
            return with(EdgeFault.cutAfter());
        }

        /**
         * A sound answer under a wrong content type.
         *
         * @param contentType what the header says
         * @return the faults, for another
         */
        public AcmeFaults contentType(String contentType) {
            return with(EdgeFault.contentType(Objects.requireNonNull(contentType, "contentType")));
        }

        /**
         * A sound answer followed by white space, which JSON and PEM allow.
         *
         * @param bytes how long the body becomes
         * @return the faults, for another
         */
        public AcmeFaults oversized(int bytes) {
            return with(EdgeFault.oversized(bytes));
        }

        /**
         * 400 with a problem document that has a subproblem for each identifier (RFC 8555, section 6.7.1), without
         * effect.
         *
         * @param type the type of them all, such as {@code caa}, without {@code urn:ietf:params:acme:error:}
         * @param identifiers names or addresses
         * @return the faults, for another
         * @throws InvalidNameException when one is neither
         */
        public AcmeFaults subproblems(String type, String... identifiers) {
            return with(EdgeFault.subproblems(
                    type, Stream.of(identifiers).map(Identifier::parse).toList()));
        }

        private AcmeFaults with(EdgeFault fault) {
            add.accept(fault);
            return AcmeFaults.this;
        }
    }
}
