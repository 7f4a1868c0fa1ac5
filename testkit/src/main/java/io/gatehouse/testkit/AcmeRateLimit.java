package io.gatehouse.testkit;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A limit on what an {@link AcmeServer} grants in each stretch of time, of the kinds that public CAs have. What is too
 * much is answered with 429, {@code rateLimited} and a {@code Retry-After} by the server's clock. Immutable.
 *
 * <p>Orders that replace a certificate (RFC 9773, section 5) pass every limit on orders and count towards none, as with
 * Let's Encrypt.
 */
public sealed interface AcmeRateLimit {
    /** How much is granted in each {@link #period()}, at least one. */
    int count();

    /** How long what was granted counts, longer than nothing. */
    Duration period();

    /**
     * How often each account may ask for a resource; requests signed by no account share one count.
     *
     * @param resource a resource that takes signed requests
     * @param count how many requests are answered
     * @param period in each stretch of time of this length
     */
    record Requests(AcmeResource resource, int count, Duration period) implements AcmeRateLimit {
        private static final Set<AcmeResource> UNLIMITED = EnumSet.of(
                AcmeResource.DIRECTORY, AcmeResource.NEW_NONCE, AcmeResource.RENEWAL_INFO, AcmeResource.UNKNOWN);
    }

    /**
     * How many certificates are issued for exactly the same identifiers, to whomever; then such orders are refused.
     *
     * @param count how many certificates
     * @param period in each stretch of time of this length
     */
    record DuplicateCertificates(int count, Duration period) implements AcmeRateLimit {}

    /**
     * How many certificates are issued with a name at or below a domain, to whomever; then such orders are refused.
     * Public CAs count by registered domain; here the test says which.
     *
     * @param domain the domain
     * @param count how many certificates
     * @param period in each stretch of time of this length
     */
    record CertificatesBelow(DomainName domain, int count, Duration period) implements AcmeRateLimit {}

    /**
     * How often an account may fail to prove an identifier; then its orders with that identifier are refused.
     *
     * @param count how many failures
     * @param period in each stretch of time of this length
     */
    record FailedValidations(int count, Duration period) implements AcmeRateLimit {}

    /**
     * How many accounts are made from one IP address. Finding an account that exists does not count.
     *
     * @param count how many accounts
     * @param period in each stretch of time of this length
     */
    record NewAccounts(int count, Duration period) implements AcmeRateLimit {}

    /** What is wrong with it; empty when nothing is. */
    default List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        if (this instanceof Requests requests && Requests.UNLIMITED.contains(requests.resource())) {
            problems.add(new Problem("rateLimit", requests.resource() + " takes no signed requests; limit another"));
        }
        if (count() < 1) {
            problems.add(new Problem("rateLimit", "a count of " + count() + " is less than one"));
        }
        SettingsChecks.positive("rateLimit", period()).ifPresent(problems::add);
        return problems;
    }
}
