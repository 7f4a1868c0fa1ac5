package io.gatehouse.provider.dns.google;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.provider.dns.json.Json;
import io.gatehouse.provider.dns.json.JsonBody;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * A service account as its key file tells it. Immutable.
 *
 * @param tokenUri where it gets tokens
 * @param project the project that it was made in, if the file names one
 */
record ServiceAccount(String email, String keyId, PrivateKey key, URI tokenUri, Optional<String> project) {
    private static final String SCOPE = "https://www.googleapis.com/auth/ndev.clouddns.readwrite";
    /** Google takes no longer one. */
    private static final Duration LIFE = Duration.ofHours(1);

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Reads a key file.
     *
     * @throws io.gatehouse.core.GatehouseException if it is no JSON, lacks something, or holds no key
     * @throws IllegalArgumentException if the key is none of RSA, or tokens would be sent in the clear
     */
    static ServiceAccount parse(Secret file) {
        Json json = Json.parse(
                file.exposeText(),
                fault -> new DnsProviderException(
                        GoogleFactory.NAME, Kind.BAD_CREDENTIALS, "the key file cannot be used: " + fault));
        PrivateKey key = PrivateKeys.parse(json.text("private_key"));
        if (!key.getAlgorithm().equals("RSA")) {
            throw new IllegalArgumentException("the key is none of RSA");
        }
        URI tokenUri = URI.create(json.text("token_uri"));
        boolean isSafe = "https".equals(tokenUri.getScheme())
                || ("http".equals(tokenUri.getScheme()) && THIS_MACHINE.contains(tokenUri.getHost()));
        if (!isSafe) {
            throw new IllegalArgumentException("the token_uri is none of https");
        }
        return new ServiceAccount(
                json.text("client_email"), json.text("private_key_id"), key, tokenUri, json.findText("project_id"));
    }

    /** A JWT that proves the account to the token endpoint (RFC 7523, section 2.1), signed by RS256. */
    String assertion(Instant now) {
        JsonBody head = JsonBody.of("alg", "RS256").with("typ", "JWT").with("kid", keyId);
        JsonBody claims = JsonBody.of("iss", email)
                .with("scope", SCOPE)
                .with("aud", tokenUri.toString())
                .with("iat", now.getEpochSecond())
                .with("exp", now.plus(LIFE).getEpochSecond());
        String signed = base64(bytes(head.text())) + "." + base64(bytes(claims.text()));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(bytes(signed));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new DnsProviderException(
                    GoogleFactory.NAME, Kind.BAD_CREDENTIALS, "the key of " + email + " cannot sign", e, null);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Not the key. */
    @Override
    public String toString() {
        return "service account " + email;
    }
}
