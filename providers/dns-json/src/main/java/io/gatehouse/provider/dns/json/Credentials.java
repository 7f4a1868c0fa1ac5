package io.gatehouse.provider.dns.json;

import io.gatehouse.core.Secret;
import java.net.URI;
import java.util.Map;

/**
 * What proves to a vendor who is asking. Implementations are safe for use by many threads.
 *
 * <p>The values of the headers are secrets: they are cut out of every error.
 */
@FunctionalInterface
public interface Credentials {

    /**
     * The headers that a request is to carry, asked for at each request and at each repetition of one.
     *
     * @param body what is sent, or empty
     * @throws io.gatehouse.dns.DnsProviderException if a token has to be fetched first, and cannot be
     */
    Map<String, String> headers(String method, URI uri, String body);

    /**
     * Called when the vendor answered 401, so that a token that was fetched is not used again.
     *
     * @return whether the headers will be others now, so that the request is worth one repetition
     */
    default boolean refused() {
        return false;
    }

    /** Nobody is asking. */
    static Credentials none() {
        return (method, uri, body) -> Map.of();
    }

    /**
     * One header, the same at each request: {@code header("Authorization", "Bearer ", token)}.
     *
     * @param before what stands before the secret
     */
    static Credentials header(String name, String before, Secret secret) {
        return (method, uri, body) -> Map.of(name, before + secret.exposeText());
    }
}
