package io.gatehouse.proxy;

import static io.gatehouse.proxy.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsPolicyTest {
    private static final String DATA = """
            version=9.9
            source=https://example.test/9.9
            profiles=only
            only.protocols=TLSv1.3
            only.ciphers=
            only.cipher-suites=TLS_AES_128_GCM_SHA256
            only.curves=X25519
            only.server-order=false
            only.hsts-max-age-seconds=1
            only.certificate-types=ecdsa
            """;

    @Test
    void intermediateIsGuideline60() {
        TlsPolicy policy = TlsPolicy.intermediate();

        assertThat(policy.guideline()).isEqualTo("6.0");
        assertThat(policy.source()).hasToString("https://data.tlsref.org/guidelines/6.0.json");
        assertThat(policy.protocols()).containsExactly(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
        assertThat(String.join(":", policy.ciphers()))
                .isEqualTo("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
                        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305");
        assertThat(policy.cipherSuites())
                .containsExactly("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
        assertThat(policy.curves()).containsExactly("X25519MLKEM768", "X25519", "prime256v1", "secp384r1");
        assertThat(policy.serverOrder()).isFalse();
        assertThat(policy.hstsMaxAge()).isEqualTo(Duration.ofDays(730));
    }

    @Test
    void modernIsTls13Alone() {
        assertThat(TlsPolicy.modern().protocols()).containsExactly(TlsVersion.TLS_1_3);
        assertThat(TlsPolicy.modern().ciphers()).isEmpty();
        assertThat(TlsPolicy.modern().certificateTypes()).containsExactly("ecdsa");
    }

    @Test
    void oldIsGuideline58AndAnEarlierOneCanBePinned() {
        assertThat(TlsPolicy.old().guideline()).isEqualTo("5.8");
        assertThat(TlsPolicy.old().offersDeprecatedTls()).isTrue();
        assertThat(TlsPolicy.old().serverOrder()).isTrue();
        assertThat(TlsPolicy.old().ciphers()).hasSize(21).endsWith("DES-CBC3-SHA");
        assertThat(TlsPolicy.guideline("5.7", "intermediate").curves()).doesNotContain("X25519MLKEM768");
        assertThat(TlsPolicy.guideline("5.7", "intermediate").ciphers()).contains("DHE-RSA-CHACHA20-POLY1305");
    }

    @Test
    void saysWhatThereIsInstead() {
        assertThatThrownBy(() -> TlsPolicy.guideline("4.0", "modern")).hasMessageContaining("[6.0, 5.8, 5.7]");
        assertThatThrownBy(() -> TlsPolicy.guideline("6.0", "old")).hasMessageContaining("[intermediate, modern]");
    }

    @Test
    void readsASoundFile() throws IOException {
        assertThat(Guideline.parse("9.9", new StringReader(DATA))
                        .profile("only")
                        .curves())
                .containsExactly("X25519");
    }

    @ParameterizedTest
    @CsvSource({
        "only.curves=X25519,only.curves=X25519; evil",
        "only.curves=X25519,only.curves=",
        "only.curves=X25519,only.curves=X25519  prime256v1",
        "only.curves=X25519,",
        "only.curves=X25519,only.curves=X25519\\nonly.curves=P-256",
        "only.curves=X25519,only.curves=X25519\\nonly.curve=P-256",
        "only.protocols=TLSv1.3,only.protocols=TLSv1.1 TLSv1.3",
        "only.protocols=TLSv1.3,only.protocols=SSLv3",
        "only.server-order=false,only.server-order=no",
        "only.hsts-max-age-seconds=1,only.hsts-max-age-seconds=-1",
        "version=9.9,version=9.8",
    })
    void refusesAFileThatIsNotSound(String line, String instead) {
        String damaged = DATA.replace(line, instead == null ? "" : instead.replace("\\n", "\n"));

        assertThat(damaged).isNotEqualTo(DATA);
        assertThatThrownBy(() -> Guideline.parse("9.9", new StringReader(damaged)))
                .isInstanceOf(InvalidModelException.class);
    }

    @Test
    void aPolicyOfOnesOwnIsCheckedToo() {
        TlsPolicy sound = TlsPolicy.intermediate();
        assertThatThrownBy(() -> new TlsPolicy(
                        "own",
                        "mine",
                        sound.source(),
                        sound.protocols(),
                        List.of("ECDHE\"; evil"),
                        sound.cipherSuites(),
                        sound.curves(),
                        false,
                        sound.hstsMaxAge(),
                        List.of(),
                        Optional.empty()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("ciphers");
    }

    @Test
    void aCustomPolicyDepartsFromTheGuidelineForAReason() {
        TlsPolicy policy = TlsPolicy.custom("Terminals know no P-384.")
                .curves("X25519", "secp521r1")
                .serverOrder(true)
                .build();

        assertThat(policy.reason()).contains("Terminals know no P-384.");
        assertThat(policy.profile()).isEqualTo("custom");
        assertThat(policy.ciphers()).isEqualTo(TlsPolicy.intermediate().ciphers());
        assertThat(policy.curves()).containsExactly("X25519", "secp521r1");
        ReverseProxy proxy =
                SemaphoreCase.builder().tls(policy, SemaphoreCase.certificate()).build();
        for (String dialect : List.of("nginx", "apache", "haproxy")) {
            RenderedConfig config = ProxyDialects.named(dialect).render(proxy);
            assertThat(config.notes()).anyMatch(note -> note.contains("Terminals know no P-384."));
            assertThat(config.entryContent()).contains("a policy of its own").doesNotContain("Terminals");
        }
    }

    /** Go settles the suites of TLS 1.3 and the order itself, and would offer others than asked for if it knew none. */
    @ParameterizedTest
    @ValueSource(strings = {"caddy", "caddy-json"})
    void whatCaddyCannotBeToldIsRefused(String dialect) {
        ProxyRenderer caddy = ProxyDialects.named(dialect);
        CustomTlsPolicy policy = TlsPolicy.custom("The test asks for what Go does not do.");

        assertRefused(() -> caddy.render(under(policy.serverOrder(true).build())), "tls.serverOrder");
        policy.serverOrder(false).cipherSuites("TLS_AES_256_GCM_SHA384");
        assertRefused(() -> caddy.render(under(policy.build())), "tls.cipherSuites");
        policy.cipherSuites(TlsPolicy.intermediate().cipherSuites().toArray(String[]::new))
                .ciphers("DHE-RSA-AES128-GCM-SHA256")
                .curves("X448");
        assertRefused(() -> caddy.render(under(policy.build())), "tls.ciphers", "tls.curves");
    }

    private static ReverseProxy under(TlsPolicy policy) {
        return SemaphoreCase.builder().tls(policy, SemaphoreCase.certificate()).build();
    }

    @Test
    void aCustomPolicyTakesOnlyNamesThatAGuidelineHeld() {
        Refusals.assertRefused(
                () -> TlsPolicy.custom("\n ")
                        .ciphers("ALL")
                        .cipherSuites("TLS_NULL")
                        .curves("X25519", "X25519")
                        .build(),
                "reason",
                "reason",
                "ciphers",
                "cipherSuites",
                "curves");
        Refusals.assertRefused(
                () -> TlsPolicy.custom("why").protocols(TlsVersion.TLS_1_3).build(), "ciphers");
        Refusals.assertRefused(
                () -> TlsPolicy.custom("why").protocols(TlsVersion.TLS_1_2).build(), "cipherSuites");
        Refusals.assertRefused(
                () -> TlsPolicy.custom("why")
                        .protocols(TlsVersion.TLS_1_1, TlsVersion.TLS_1_3)
                        .build(),
                "protocols");
    }
}
