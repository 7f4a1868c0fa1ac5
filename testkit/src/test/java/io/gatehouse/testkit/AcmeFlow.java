package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;

/** A client with an account and a web server, and the steps from an order to its certificate. */
final class AcmeFlow implements AutoCloseable {
    static final KeyPair LEAF_KEY = PrivateKeys.generate(KeyType.EC_P256);

    private final ChallengeWeb web;
    private final AcmeServer ca;
    private final RawAcmeClient client;

    private AcmeFlow(ChallengeWeb web, AcmeServer ca, RawAcmeClient client) {
        this.web = web;
        this.ca = ca;
        this.client = client;
    }

    /** Starts a CA that validates at the flow's web server. */
    static AcmeFlow start(AcmeServerBuilder settings) {
        try {
            ChallengeWeb web = new ChallengeWeb();
            AcmeServer ca = settings.http01Port(web.port()).start();
            return new AcmeFlow(web, ca, RawAcmeClient.registered(ca));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    AcmeServer ca() {
        return ca;
    }

    RawAcmeClient client() {
        return client;
    }

    ChallengeWeb web() {
        return web;
    }

    /** The same server for another account. */
    AcmeFlow stranger() {
        return new AcmeFlow(web, ca, RawAcmeClient.registered(ca));
    }

    /** The same web server for an account at another CA, which is the caller's to close. */
    AcmeFlow at(AcmeServer other) {
        return new AcmeFlow(web, other, RawAcmeClient.registered(other));
    }

    RawAnswer challenge(String authorization, String type) {
        return client.fetch(authorization).require(200).objects("challenges").stream()
                .filter(challenge -> challenge.text("type").equals(type))
                .findFirst()
                .orElseThrow();
    }

    /** Responds to the challenge and gives the authorization that comes of it. */
    RawAnswer respond(String authorization, String type) {
        client.post(challenge(authorization, type).text("url"), Map.of()).require(200);
        return client.fetch(authorization);
    }

    /** The authorization, and in it the challenge that was tried, failed for this reason. */
    void requireFailure(String authorization, String type) {
        RawAnswer failed = client.fetch(authorization).require(200);
        assertThat(failed.text("status")).isEqualTo("invalid");
        assertThat(failed.objects("challenges")).singleElement().satisfies(challenge -> {
            assertThat(challenge.text("status")).isEqualTo("invalid");
            assertThat(challenge.object("error").text("type"))
                    .as(challenge.body())
                    .isEqualTo("urn:ietf:params:acme:error:" + type);
        });
    }

    /** The TXT value that proves the authorization's name (RFC 8555, section 8.4), in quotes. */
    String dnsValue(String authorization) {
        String token = challenge(authorization, "dns-01").text("token");
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((token + "." + client.thumbprint()).getBytes(StandardCharsets.US_ASCII));
            return "\"" + RawAcmeClient.base64Url(digest) + "\"";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one authorization of a fresh order for the name. */
    String authorize(String name) {
        return client.newOrder(name).require(201).texts("authorizations").get(0);
    }

    void prove(String authorization) {
        String token = challenge(authorization, "http-01").text("token");
        web.token(token, token + "." + client.thumbprint());
        assertThat(respond(authorization, "http-01").text("status")).isEqualTo("valid");
    }

    RawAnswer ready(RawAnswer order) {
        order.require(201).texts("authorizations").forEach(this::prove);
        RawAnswer ready = refetch(order);
        assertThat(ready.text("status")).isEqualTo("ready");
        return ready;
    }

    RawAnswer refetch(RawAnswer order) {
        return client.fetch(order.header("Location")).require(200);
    }

    /** Finalizes an order that is ready for its names. */
    RawAnswer finish(RawAnswer order) {
        String[] names = order.objects("identifiers").stream()
                .map(identifier -> identifier.text("value"))
                .toArray(String[]::new);
        return client.finalizeOrder(order, Csr.of(LEAF_KEY, names)).require(200);
    }

    CertificateBundle obtain(RawAnswer order) {
        return download(finish(ready(order)));
    }

    CertificateBundle download(RawAnswer order) {
        assertThat(order.text("status")).isEqualTo("valid");
        return CertificateBundle.parse(
                client.fetch(order.text("certificate")).require(200).body());
    }

    /** The CA's root certifies the bundle at that time. */
    void requireTrusted(CertificateBundle bundle, Instant at) throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ca.rootCertificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(at));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(bundle.chain()), parameters);
    }

    @Override
    public void close() {
        assertThat(ca.requests()).noneMatch(request -> request.status() >= 500);
        ca.close();
        web.close();
    }
}
