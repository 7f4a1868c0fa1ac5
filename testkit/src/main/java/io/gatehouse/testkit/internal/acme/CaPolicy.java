package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Secret;
import io.gatehouse.testkit.AcmeRateLimit;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a CA grants, and to whom.
 *
 * @param certificateLifetime how long certificates are valid that have no profile
 * @param profiles the profiles on offer, the one for orders that name none first; empty for a CA without profiles
 * @param issuanceTime how long an order is {@code processing}
 * @param reuseAuthorizations whether an order takes over what the account proved before
 * @param ordersPerPage how many orders a page of an account's list has
 * @param alternateChain whether a second root signs the intermediate too
 * @param externalKeys the MAC keys of external accounts, by key identifier
 * @param externalRequired whether an account must be bound to an external one
 * @param terms the terms of service at the start
 * @param caaIdentities the names that CAA records call the CA by
 * @param rateLimits what is granted how often
 */
public record CaPolicy(
        Duration certificateLifetime,
        List<Profile> profiles,
        Duration issuanceTime,
        boolean reuseAuthorizations,
        int ordersPerPage,
        boolean alternateChain,
        Map<String, Secret> externalKeys,
        boolean externalRequired,
        Optional<URI> terms,
        List<String> caaIdentities,
        List<AcmeRateLimit> rateLimits) {

    /**
     * A kind of certificate that a client can choose (draft-ietf-acme-profiles).
     *
     * @param name what orders call it
     * @param description what the directory says of it
     * @param lifetime how long its certificates are valid
     */
    public record Profile(String name, String description, Duration lifetime) {}
}
