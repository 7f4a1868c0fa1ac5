package io.gatehouse.proxy;

import static io.gatehouse.proxy.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits, clients, users and hops: each a type that holds only what is legal. */
class SiteRulesTest {
    @Test
    void limitsAreNumbersThatMeanOneThing() {
        assertThat(BodyLimit.mebibytes(10).bytes()).hasValue(10_485_760);
        assertThat(BodyLimit.unlimited().bytes()).isEmpty();
        assertRefused(() -> BodyLimit.bytes(0), "bytes");
        assertThat(RateLimit.perMinute(30)).isEqualTo(new RateLimit(30, Duration.ofMinutes(1), 30));
        assertRefused(() -> new RateLimit(0, Duration.ofHours(2), -1), "requests", "burst", "per");
        assertRefused(() -> new RateLimit(1, Duration.ZERO, 0), "per");
    }

    @Test
    void passwordsAreHashesAndNotShown() {
        BasicAuth auth = BasicAuth.of("Staff only; $5 {a} %b", "alice", PasswordHash.bcrypt(FullModel.HASH))
                .user("bob", PasswordHash.bcrypt(FullModel.HASH));

        assertThat(auth.users()).extracting(BasicAuth.User::name).containsExactly("alice", "bob");
        assertThat(auth).asString().doesNotContain(FullModel.HASH.substring(0, 20));
        for (String hash : List.of(
                "secret",
                "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
                FullModel.HASH + "\n",
                FullModel.HASH.replace("$12$", "$04$"),
                FullModel.HASH.replace("$12$", "$20$"))) {
            assertRefused(() -> PasswordHash.bcrypt(hash), "hash");
        }
        PasswordHash hash = PasswordHash.bcrypt(FullModel.HASH);
        for (String name : List.of("", "a:b", "a b", "a\nb", "#a", "é")) {
            assertRefused(() -> BasicAuth.of("Realm", name, hash), "name");
        }
        for (String realm : List.of("", "a\"b", "a\\b", "a\nb", "é")) {
            assertRefused(() -> BasicAuth.of(realm, "alice", hash), "realm");
        }
        assertRefused(() -> BasicAuth.of("Realm", "alice", hash).user("alice", hash), "users[1]");
    }

    @Test
    void rangesStartAtTheirFirstAddress() {
        assertThat(TrustedProxies.of("10.0.0.0/8", "192.0.2.1", "2001:DB8::/32").ranges())
                .extracting(Cidr::toString)
                .containsExactly("10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32");
        for (String range : List.of("10.0.0.1/8", "10.0.0.0/33", "a/8", "10.0.0.0/", "10.0.0/8", "", "::1/129")) {
            assertRefused(() -> Cidr.of(range), "range");
        }
        assertRefused(() -> TrustedProxies.of("10.0.0.0/8", "0.0.0.0/0"), "ranges[1]");
        assertRefused(() -> TrustedProxies.of("10.0.0.0/8", "10.0.0.0/8"), "ranges[1]");
    }

    @Test
    void upstreamsAreAlikeAndAskedInTime() {
        assertRefused(() -> Upstreams.of(), "servers");
        assertRefused(() -> Upstreams.of("http://a.example", "https://b.example"), "servers");
        assertRefused(() -> Upstreams.of("http://a.example").tls(UpstreamTls.systemTrust()), "tls");
        assertRefused(() -> new PassiveHealth(0, Duration.ZERO), "failures", "pause");
        assertRefused(() -> ActiveHealth.of("/h").every(Duration.ofSeconds(1), Duration.ofSeconds(2)), "timeout");
        assertRefused(() -> ActiveHealth.of("h"), "path");
        assertThat(UpstreamTls.trust(Path.of("/ca")).nameFor(Upstream.of("https://a.example")))
                .isEqualTo("a.example");
    }

    @Test
    void compressionNamesItsTypes() {
        assertThat(Compression.ofTypes("Text/CSS", "text/css", "application/json")
                        .types())
                .extracting(MediaType::text)
                .containsExactly("application/json", "text/css");
        assertRefused(() -> Compression.ofTypes(), "types");
        assertRefused(() -> Compression.ofTypes("text/*"), "type");
        assertRefused(() -> Compression.ofTypes("text/css; charset=utf-8"), "type");
    }

    @Test
    void aSiteChecksItsFilesAndVersions() {
        assertRefused(
                () -> site().http(HttpVersion.HTTP_2)
                        .clientCertificates(
                                ClientCertificates.required(Path.of("ca.pem")).withRevocations(Path.of("/a\nb")))
                        .tls(TlsPolicy.modern(), SemaphoreCase.certificate(), SemaphoreCase.certificate())
                        .build(),
                "httpVersions",
                "clientCertificates.authorities",
                "clientCertificates.revocations",
                "certificates[1]");
        assertRefused(
                () -> ReverseProxy.builder()
                        .site(site())
                        .accessLog(AccessLog.file(Path.of("access.log")))
                        .build(),
                "accessLog.file");
        assertThat(site().build().httpVersions()).containsExactly(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2);
    }

    @Test
    void slipsAreToldWithWhatWasWrittenAndPasswordsAreNot() {
        assertThatThrownBy(() -> Upstream.of("127.0.0.1:3000"))
                .hasMessageContaining("\"127.0.0.1:3000\" must be http or https, a host and a port");
        assertThatThrownBy(() -> Upstream.of("http://alice:not-to-be-shown@127.0.0.1"))
                .hasMessageContaining("url: must be http or https")
                .hasMessageNotContaining("not-to-be-shown");
        assertThatThrownBy(() -> site().tls(TlsPolicy.modern(), CertificatePaths.in(Path.of("tls")))
                        .build())
                .hasMessageContaining("\"tls/fullchain.pem\" must be an absolute path");
    }

    private static Site.Builder site() {
        return Site.forHosts("a.example")
                .tls(TlsPolicy.modern(), SemaphoreCase.certificate())
                .route("/", "http://127.0.0.1:1");
    }
}
