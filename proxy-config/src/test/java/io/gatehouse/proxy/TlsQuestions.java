package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.proxy.probe.OpenSslSuites;
import io.gatehouse.proxy.probe.ProbedVersion;
import io.gatehouse.proxy.probe.TlsProber;
import io.gatehouse.testkit.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is offered in the handshake: all that the policy says and nothing else. */
interface TlsQuestions extends Questions {
    @Test
    default void offersExactlyThePolicy() throws IOException {
        assertOffersExactly(TlsPolicy.intermediate(), semaphore());
    }

    @Test
    default void offersExactlyTls13() throws IOException {
        TestBed.Instance instance = bed().instance(
                        "modern-tls",
                        ports -> semaphore(TlsPolicy.modern(), ports.https()).build());

        assertOffersExactly(TlsPolicy.modern(), instance);
    }

    @Test
    default void offersExactlyWhatSomebodyHadReasonsFor() throws IOException {
        TlsPolicy policy = TlsPolicy.custom("The test needs a policy that nothing else has.")
                .ciphers("ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384")
                .curves("secp384r1")
                .build();
        TestBed.Instance instance = bed().instance(
                        "custom-tls", ports -> semaphore(policy, ports.https()).build());

        assertOffersExactly(policy, instance);
    }

    /** Shows that the refusal of old TLS is the policy's doing: another policy lets it in. */
    @Test
    default void offersOldTlsOnlyWhenAskedTo(@TempDir Path folder) throws IOException {
        if (bed().server().is(ServerUnderTest.CADDY) || bed().server().is(ServerUnderTest.CADDY_JSON)) {
            ReverseProxy old = semaphore(TlsPolicy.old(), LoopbackPorts.free()).build();
            assertThatThrownBy(() -> bed().server().renderer(folder).render(old))
                    .hasMessageContaining("tls.protocols: Caddy has no TLS before 1.2");
            return;
        }
        TestBed.Instance instance = bed().instance(
                        "old-tls",
                        ports -> semaphore(TlsPolicy.old(), ports.https()).build());

        assertOffersExactly(TlsPolicy.old(), instance);
    }

    /** All of the policy, but for groups that the dialect said it leaves out, and suites that OpenSSL is built without. */
    private void assertOffersExactly(TlsPolicy policy, TestBed.Instance instance) throws IOException {
        TlsProber prober = new TlsProber(instance.httpsPort(), HOST);
        OpenSslSuites names = OpenSslSuites.installed();
        List<String> curves = policy.curves().stream()
                .filter(curve ->
                        instance.config().notes().stream().noneMatch(note -> note.startsWith(curve + " is left out")))
                .toList();

        assertThat(prober.versions())
                .containsExactlyElementsOf(policy.protocols().stream()
                        .map(version -> ProbedVersion.valueOf(version.name()))
                        .toList());
        for (ProbedVersion version : List.of(ProbedVersion.TLS_1_2, ProbedVersion.TLS_1_3)) {
            List<String> wanted = version == ProbedVersion.TLS_1_3 ? policy.cipherSuites() : policy.ciphers();
            List<String> suites = wanted.stream().filter(names::knows).toList();
            assertThat(prober.suites(version)).extracting(names::name).containsExactlyInAnyOrderElementsOf(suites);
            assertThat(prober.groups(version))
                    .containsExactlyInAnyOrderElementsOf(curves.stream()
                            .filter(curve -> fits(curve, version, suites))
                            .toList());
        }
    }

    /** Of groups with ML-KEM, TLS 1.2 knows nothing. */
    private static boolean fits(String curve, ProbedVersion version, List<String> suites) {
        return !suites.isEmpty() && (version == ProbedVersion.TLS_1_3 || !curve.contains("MLKEM"));
    }

    /** The certificate is found only if the server reads the path exactly as it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a \"b\" 'c' #d ; e",
                "back\\slash",
                "tail\\",
                "%[env(HOME)] %{HOME} $(id)",
                "${HOME}",
                "{$HOME} {curly}",
                "`tick`",
                "~^= -- @x",
                "<<EOF",
                "a > b &",
            })
    default void readsPathsExactlyOrRefusesThem(String name, @TempDir Path other) throws IOException {
        CertificatePaths paths =
                CertificateFolder.writeForAll(bed().authority().server(HOST).issue(), other.resolve(name));
        ReverseProxy proxy =
                semaphore(TlsPolicy.intermediate(), LoopbackPorts.free(), paths).build();
        try {
            Path entry = bed().server().renderer(other).render(proxy).writeTo(other);
            bed().server().validate(other, entry);
        } catch (InvalidModelException refused) {
            assertThat(refused.problems())
                    .allMatch(problem -> problem.field().startsWith("certificates[0]."))
                    .anyMatch(problem -> name.matches(".*[${}].*"));
        }
    }
}
