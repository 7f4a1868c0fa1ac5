package io.gatehouse.proxy;

import static io.gatehouse.proxy.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityHeadersTest {
    @Test
    void aPolicyIsPrintedInTheOrderOfItsDirectives() {
        ContentSecurityPolicy policy = ContentSecurityPolicy.denyAll()
                .with(CspDirective.STYLE_SRC, CspSource.hash("sha256-" + "A".repeat(43) + "="))
                .with(CspDirective.SCRIPT_SRC, CspSource.SELF, CspSource.origin("https://*.example.org:8443"))
                .with(CspDirective.SCRIPT_SRC, CspSource.origin("https://cdn.example.org"), CspSource.wasm());

        assertThat(policy.headerValue())
                .isEqualTo(
                        "default-src 'none'; script-src https://cdn.example.org 'wasm-unsafe-eval'; style-src 'sha256-"
                                + "A".repeat(43) + "='");
    }

    @Test
    void sourcesAreTyped() {
        for (String hash : List.of("sha256-x", "nonce-abc", "sha256-" + "A".repeat(43) + "=' 'unsafe-inline")) {
            assertRefused(() -> CspSource.hash(hash), "source");
        }
        for (String origin : List.of("https://a.example/x", "https://a.example; script-src *", "*", "ws://a.example")) {
            assertThatThrownBy(() -> CspSource.origin(origin)).isInstanceOf(InvalidModelException.class);
        }
        assertRefused(
                () -> ContentSecurityPolicy.denyAll()
                        .with(CspDirective.IMG_SRC, CspSource.NONE, CspSource.unsafeInline()),
                "img-src");
        assertRefused(() -> ContentSecurityPolicy.denyAll().with(CspDirective.IMG_SRC), "img-src");
    }

    @Test
    void permissionsAndOrigins() {
        assertThat(PermissionsPolicy.unset()
                        .deny(BrowserFeature.USB, BrowserFeature.CAMERA)
                        .allowSelf(BrowserFeature.PUBLICKEY_CREDENTIALS_GET)
                        .headerValue())
                .isEqualTo("camera=(), publickey-credentials-get=(self), usb=()");
        assertThat(PermissionsPolicy.unset().headerValue()).isEmpty();
        assertThat(CrossOrigin.headerValue(CrossOrigin.Opener.SAME_ORIGIN_ALLOW_POPUPS))
                .isEqualTo("same-origin-allow-popups");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache", "haproxy", "caddy", "caddy-json"})
    void everyServerSendsThem(String dialect) {
        ReverseProxy proxy = ReverseProxy.builder()
                .site(Site.forHosts("a.example")
                        .tls(TlsPolicy.intermediate(), SemaphoreCase.certificate())
                        .route("/", "http://127.0.0.1:1")
                        .hsts(Hsts.ramp(HstsRamp.TWO_YEARS).withSubDomains().withPreload())
                        .headers(SecurityHeaders.DEFAULT
                                .contentSecurityPolicy(ContentSecurityPolicy.selfOnly())
                                .permissions(PermissionsPolicy.unset().deny(BrowserFeature.CAMERA))
                                .crossOrigin(CrossOrigin.isolated())))
                .build();

        assertThat(ProxyDialects.named(dialect).render(proxy).entryContent())
                .contains("max-age=63072000; includeSubDomains; preload")
                .contains("default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors"
                        + " 'none'")
                .contains("camera=()", "Cross-Origin-Opener-Policy", "require-corp", "Cross-Origin-Resource-Policy");
    }

    @Test
    void preloadOnlyPastItsGate() {
        assertRefused(() -> Hsts.ramp(HstsRamp.DAY).withPreload(), "preload", "preload");
        assertRefused(() -> Hsts.ramp(HstsRamp.DAY).withSubDomains().withPreload(), "preload");
        assertRefused(() -> Hsts.ramp(HstsRamp.YEAR).withPreload(), "preload");
        assertThat(Hsts.ramp(HstsRamp.MINUTE).headerValue()).isEqualTo("max-age=60");
        assertThat(HstsRamp.values()).extracting(HstsRamp::maxAge).isSorted().contains(Duration.ofDays(365));

        OneSiteBuilder withoutRedirect = SemaphoreCase.builder()
                .hsts(Hsts.ramp(HstsRamp.YEAR).withSubDomains().withPreload())
                .listen(Listener.https(443));
        assertRefused(withoutRedirect::build, "hsts.preload");
        assertRefused(withoutRedirect.listen(Listener.http(8080))::build, "hsts.preload");
    }
}
