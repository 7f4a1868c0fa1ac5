package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.KeyType;
import io.gatehouse.proxy.probe.OpenSslSuites;
import io.gatehouse.proxy.probe.ProbedVersion;
import io.gatehouse.proxy.probe.TlsProber;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two names on one port, each under its own TLS policy: neither is offered what only the other's says. */
interface TlsByNameQuestions extends Questions {
    String OTHER = "other.example.org";

    @Test
    default void keepsProtocolsApart() throws IOException {
        TestBed.Instance instance = twoPolicies("tls-protocols-by-name", TlsPolicy.intermediate(), TlsPolicy.modern());
        TestBed.Instance turned =
                twoPolicies("tls-protocols-by-name-turned", TlsPolicy.modern(), TlsPolicy.intermediate());

        for (TlsProber both : List.of(prober(instance, HOST), prober(turned, OTHER))) {
            assertThat(both.versions()).containsExactly(ProbedVersion.TLS_1_2, ProbedVersion.TLS_1_3);
        }
        for (TlsProber newest : List.of(prober(instance, OTHER), prober(turned, HOST))) {
            assertThat(newest.versions()).containsExactly(ProbedVersion.TLS_1_3);
        }
    }

    @Test
    default void keepsCiphersApart() throws IOException {
        List<String> small = List.of("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256");
        List<String> large = List.of("ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384");
        TestBed.Instance instance = twoPolicies(
                "tls-ciphers-by-name",
                policy().ciphers(small.toArray(String[]::new)).build(),
                policy().ciphers(large.toArray(String[]::new)).build());

        assertThat(suites(instance, HOST, ProbedVersion.TLS_1_2)).containsExactlyInAnyOrderElementsOf(small);
        assertThat(suites(instance, OTHER, ProbedVersion.TLS_1_2)).containsExactlyInAnyOrderElementsOf(large);
    }

    @Test
    default void keepsCipherSuitesApart() throws IOException {
        TestBed.Instance instance = twoPolicies(
                "tls-suites-by-name",
                policy().cipherSuites("TLS_AES_128_GCM_SHA256").build(),
                policy().cipherSuites("TLS_AES_256_GCM_SHA384").build());

        assertThat(suites(instance, HOST, ProbedVersion.TLS_1_3)).containsExactly("TLS_AES_128_GCM_SHA256");
        assertThat(suites(instance, OTHER, ProbedVersion.TLS_1_3)).containsExactly("TLS_AES_256_GCM_SHA384");
    }

    @Test
    default void keepsCurvesApart() throws IOException {
        TestBed.Instance instance = twoPolicies(
                "tls-curves-by-name",
                policy().curves("prime256v1").build(),
                policy().curves("secp384r1").build());

        for (ProbedVersion version : List.of(ProbedVersion.TLS_1_2, ProbedVersion.TLS_1_3)) {
            assertThat(prober(instance, HOST).groups(version)).containsExactly("prime256v1");
            assertThat(prober(instance, OTHER).groups(version)).containsExactly("secp384r1");
        }
    }

    private TestBed.Instance twoPolicies(String theme, TlsPolicy first, TlsPolicy second) throws IOException {
        return bed().instance(
                        theme,
                        ports -> ReverseProxy.builder()
                                .listen(Listener.https("127.0.0.1", ports.https()))
                                .site(under(first, HOST))
                                .site(under(second, OTHER))
                                .build());
    }

    private Site.Builder under(TlsPolicy policy, String host) {
        return Site.forHosts(host)
                .tls(policy, bed().certificate(host), bed().certificate(KeyType.RSA_2048, host))
                .route("/", bed().application().url());
    }

    private static CustomTlsPolicy policy() {
        return TlsPolicy.custom("The test needs policies that differ in one thing.");
    }

    private static TlsProber prober(TestBed.Instance instance, String host) {
        return new TlsProber(instance.httpsPort(), host);
    }

    private static List<String> suites(TestBed.Instance instance, String host, ProbedVersion version)
            throws IOException {
        OpenSslSuites names = OpenSslSuites.installed();
        return prober(instance, host).suites(version).stream().map(names::name).toList();
    }
}
