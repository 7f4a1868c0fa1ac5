package io.gatehouse.testkit.internal.acme;

import io.gatehouse.testkit.AcmeResource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What answers the signed requests to one resource; what the client did wrong it throws as {@link AcmeProblem}. */
@FunctionalInterface
interface Endpoint {

    Reply answer(SignedRequest request);

    /** The endpoints of all resources that take signed requests, behind the limits and the terms of service. */
    record Table(
            AccountEndpoint account,
            OrderEndpoint order,
            ChallengeEndpoint challenge,
            CertificateEndpoint certificate,
            Renewals renewals,
            RateLimits limits,
            Terms terms) {
        private static final Set<AcmeResource> WITHOUT_TERMS =
                Set.of(AcmeResource.NEW_ACCOUNT, AcmeResource.ACCOUNT, AcmeResource.REVOKE_CERT);

        Endpoint of(AcmeResource resource) {
            return request -> {
                if (!WITHOUT_TERMS.contains(resource)) {
                    terms.requireAgreedBy(request.account());
                }
                if (resource != AcmeResource.NEW_ORDER) {
                    limits.take(resource, request.signer());
                }
                return behind(resource).answer(request);
            };
        }

        private Endpoint behind(AcmeResource resource) {
            return switch (resource) {
                case NEW_ACCOUNT -> account::create;
                case ACCOUNT -> account::account;
                case KEY_CHANGE -> account::changeKey;
                case ORDERS -> account::orders;
                case NEW_ORDER -> order::create;
                case ORDER -> order::order;
                case FINALIZE -> order::finalizeOrder;
                case NEW_AUTHZ -> order::preauthorize;
                case AUTHORIZATION -> challenge::authorization;
                case CHALLENGE -> challenge::challenge;
                case CERTIFICATE -> certificate::download;
                case REVOKE_CERT -> certificate::revoke;
                case DIRECTORY, NEW_NONCE, RENEWAL_INFO, UNKNOWN ->
                    throw new IllegalArgumentException(resource + " takes no signed requests");
            };
        }

        /** The directory's {@code meta} (RFC 8555, section 7.1.1). */
        Map<String, Object> meta() {
            Map<String, Object> meta = new LinkedHashMap<>(account.meta());
            meta.putAll(order.meta());
            return meta;
        }
    }
}
