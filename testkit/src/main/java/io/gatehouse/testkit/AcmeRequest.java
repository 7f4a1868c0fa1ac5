package io.gatehouse.testkit;

import java.time.Instant;
import java.util.Optional;

/**
 * One request that reached an {@link AcmeServer}, and how it was answered.
 *
 * @param receivedAt when, by the server's clock
 * @param method the HTTP method
 * @param resource what was asked
 * @param path the path of the request's URL
 * @param status the HTTP status of the answer; 0 when the connection was cut on request
 * @param problemType the type of the answer's problem document, such as
 *     {@code urn:ietf:params:acme:error:badNonce}; empty when the request succeeded
 */
public record AcmeRequest(
        Instant receivedAt,
        String method,
        AcmeResource resource,
        String path,
        int status,
        Optional<String> problemType) {}
