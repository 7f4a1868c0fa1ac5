package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.util.Map;

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

    @Override
    public void close() {
        assertThat(ca.requests()).noneMatch(request -> request.status() >= 500);
        ca.close();
        web.close();
    }
}
