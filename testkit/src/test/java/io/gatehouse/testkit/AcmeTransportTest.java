package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is so of every answer, and of the two resources that are open to all (RFC 8555, sections 6 to 7.2). */
class AcmeTransportTest {
    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().build();

    private final RawAcmeClient client = RawAcmeClient.registered(CA);

    @AfterEach
    void theServerNeverBreaks() {
        assertThat(CA.requests()).noneMatch(request -> request.status() >= 500);
    }

    @Test
    @Requirement(rfc = 8555, section = "6.1", text = "every answer can be read from another origin (CORS)")
    @Requirement(
            rfc = 8555,
            section = "6.5.1",
            text = "every answer but the directory's and newNonce's own has a fresh Replay-Nonce in base64url")
    @Requirement(rfc = 8555, section = "7.1", text = "every answer but the directory's links to it as index")
    void everyAnswer() {
        RawAnswer made = client.newOrder("a.example.test").require(201);
        RawAnswer fetched = client.fetch(made.header("Location")).require(200);
        RawAnswer refused = client.get(made.header("Location")).require(405);
        RawAnswer nowhere = client.get(CA.directory().resolve("/nowhere").toString());

        List<RawAnswer> answers = List.of(made, fetched, refused, nowhere);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(answer.header("Replay-Nonce")).matches("[A-Za-z0-9_-]{22,}");
            assertThat(answer.headers().allValues("Link")).contains("<" + CA.directory() + ">;rel=\"index\"");
        });
        assertThat(answers).extracting(answer -> answer.header("Replay-Nonce")).doesNotHaveDuplicates();
        RawAnswer directory = client.get(CA.directory().toString());
        assertThat(directory.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(directory.headers().allValues("Link")).isEmpty();
    }

    @Test
    @Requirement(rfc = 8555, section = "6.3", text = "the directory and newNonce are fetched by POST-as-GET too")
    void theOpenResourcesTakeSignedFetches() {
        RawAnswer open = client.get(CA.directory().toString()).require(200);

        RawAnswer directory = client.fetch(CA.directory().toString()).require(200);
        RawAnswer nonce = client.fetch(client.resource("newNonce")).require(204);

        assertThat(directory.json()).isEqualTo(open.json());
        assertThat(nonce.header("Replay-Nonce")).isNotBlank();
        assertThat(nonce.header("Cache-Control")).isEqualTo("no-store");
        client.post(CA.directory().toString(), Map.of()).requireProblem(400, "malformed");
        client.post(client.resource("newNonce"), Map.of()).requireProblem(400, "malformed");
        client.send("POST", client.resource("newNonce"), "application/jose+json", "{}")
                .requireProblem(400, "malformed");
    }

    @Test
    @Requirement(rfc = 8555, section = "7.1.1", text = "the directory names every resource, by https URLs")
    @Requirement(rfc = 9773, section = "3", text = "the directory names renewalInfo")
    @Requirement(rfc = 9773, section = "7.1", text = "renewalInfo is a resource of the directory")
    void theDirectory() {
        Map<String, Object> directory = client.get(CA.directory().toString()).json();

        assertThat(directory)
                .containsOnlyKeys(
                        "newNonce",
                        "newAccount",
                        "newOrder",
                        "newAuthz",
                        "revokeCert",
                        "keyChange",
                        "renewalInfo",
                        "meta");
        directory.remove("meta");
        assertThat(directory.values())
                .allSatisfy(url -> assertThat((String) url).startsWith("https://"));
    }

    @Test
    @Requirement(rfc = 8555, section = "7.2", text = "a nonce is never cached, by HEAD or GET")
    void noncesAreNotCached() {
        RawAnswer head =
                client.send("HEAD", client.resource("newNonce"), null, null).require(200);

        assertThat(head.header("Cache-Control")).isEqualTo("no-store");
        assertThat(client.get(client.resource("newNonce")).require(204).header("Cache-Control"))
                .isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"b\u00fccher.test", "www.example.test.", "xn--.test\u0000", "\u4f8b\u3048.test"})
    @Requirement(rfc = 8555, section = "7.1.4", text = "a dns identifier is in A-labels, without a dot at its end")
    void namesThatNoCertificateHas(String name) {
        client.newOrder(name).requireProblem(400, "malformed");
    }

    @Test
    @Requirement(rfc = 8555, section = "6.1", text = "base64url that ends with = is malformed")
    void base64UrlHasNoPadding() {
        RawAnswer order = client.newOrder("a.example.test").require(201);

        client.post(order.text("finalize"), Map.of("csr", "AQ==")).requireProblem(400, "malformed");
        client.post(client.resource("revokeCert"), Map.of("certificate", "AQ=="))
                .requireProblem(400, "malformed");
    }
}
