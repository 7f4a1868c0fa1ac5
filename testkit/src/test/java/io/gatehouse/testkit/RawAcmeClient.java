package io.gatehouse.testkit;

import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** An ACME client bare enough to break every rule; the calls without {@link RawJws} obey them all. */
final class RawAcmeClient {
    private final AcmeServer ca;
    private final HttpClient http;
    private final KeyPair key;
    private @Nullable RawAnswer directory;
    private @Nullable String account;

    RawAcmeClient(AcmeServer ca) {
        this(ca, PrivateKeys.generate(KeyType.EC_P256));
    }

    RawAcmeClient(AcmeServer ca, KeyPair key) {
        this.ca = ca;
        this.key = key;
        this.http = HttpClient.newBuilder()
                .sslContext(trusting(ca.httpsTrust()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** A client with a fresh account. */
    static RawAcmeClient registered(AcmeServer ca) {
        RawAcmeClient client = new RawAcmeClient(ca);
        client.register();
        return client;
    }

    void register() {
        RawAnswer answer = post(resource("newAccount"), Map.of());
        account = answer.require(201).header("Location");
    }

    KeyPair key() {
        return key;
    }

    String account() {
        if (account == null) {
            throw new IllegalStateException("not registered");
        }
        return account;
    }

    String thumbprint() {
        return jwk().calculateBase64urlEncodedThumbprint("SHA-256");
    }

    String resource(String name) {
        if (directory == null) {
            directory = get(ca.directory().toString());
        }
        return directory.text(name);
    }

    String nonce() {
        return send("HEAD", resource("newNonce"), null, null).header("Replay-Nonce");
    }

    RawAnswer get(String url) {
        return send("GET", url, null, null);
    }

    RawAnswer fetch(String url) {
        return send(jws(url).payload(""));
    }

    RawAnswer post(String url, Map<String, ?> payload) {
        return send(jws(url).payload(JsonUtil.toJson(payload)));
    }

    RawAnswer newOrder(String... names) {
        List<Map<String, String>> identifiers = new ArrayList<>();
        for (String name : names) {
            identifiers.add(Map.of("type", "dns", "value", name));
        }
        return post(resource("newOrder"), Map.of("identifiers", identifiers));
    }

    RawAnswer finalizeOrder(RawAnswer order, byte[] csr) {
        return post(order.text("finalize"), Map.of("csr", base64Url(csr)));
    }

    /** What a well-behaved request to the URL is made of. */
    RawJws jws(String url) {
        RawJws jws = new RawJws(key, algorithm()).header("url", url).header("nonce", nonce());
        return account == null
                ? jws.header("jwk", jwk().toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY))
                : jws.header("kid", account);
    }

    RawAnswer send(RawJws jws) {
        return send("POST", jws.url(), "application/jose+json", jws.serialize());
    }

    RawAnswer send(String method, String url, @Nullable String contentType, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new RawAnswer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    PublicJsonWebKey jwk() {
        try {
            return PublicJsonWebKey.Factory.newPublicJwk(key.getPublic());
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private String algorithm() {
        if (key.getPublic() instanceof RSAPublicKey) {
            return "RS256";
        }
        if (jwk() instanceof EllipticCurveJsonWebKey ec) {
            return ec.getCurveName().equals("P-384") ? "ES384" : "ES256";
        }
        return "EdDSA";
    }

    static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String base64Url(String text) {
        return base64Url(text.getBytes(StandardCharsets.UTF_8));
    }

    private static SSLContext trusting(X509Certificate anchor) {
        try {
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry("ca", anchor);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
