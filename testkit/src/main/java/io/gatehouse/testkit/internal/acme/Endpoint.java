package io.gatehouse.testkit.internal.acme;

import io.gatehouse.testkit.AcmeResource;

/** What answers the signed requests to one resource; what the client did wrong it throws as {@link AcmeProblem}. */
@FunctionalInterface
interface Endpoint {

    Reply answer(SignedRequest request);

    /** The endpoints of all resources that take signed requests. */
    record Table(
            AccountEndpoint account,
            OrderEndpoint order,
            ChallengeEndpoint challenge,
            CertificateEndpoint certificate) {

        Endpoint of(AcmeResource resource) {
            return switch (resource) {
                case NEW_ACCOUNT -> account::create;
                case ACCOUNT -> account::account;
                case ORDERS -> account::orders;
                case NEW_ORDER -> order::create;
                case ORDER -> order::order;
                case FINALIZE -> order::finalizeOrder;
                case AUTHORIZATION -> challenge::authorization;
                case CHALLENGE -> challenge::challenge;
                case CERTIFICATE -> certificate::download;
                case REVOKE_CERT -> certificate::revoke;
                case DIRECTORY, NEW_NONCE, UNKNOWN ->
                    throw new IllegalArgumentException(resource + " takes no signed requests");
            };
        }
    }
}
