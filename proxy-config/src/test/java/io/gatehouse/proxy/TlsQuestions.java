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
        TestBed.Instance instance = semaphore();
        TlsProber prober = new TlsProber(instance.httpsPort(), HOST);
        OpenSslSuites names = OpenSslSuites.installed();
        TlsPolicy policy = TlsPolicy.intermediate();

        assertThat(prober.versions()).containsExactly(ProbedVersion.TLS_1_2, ProbedVersion.TLS_1_3);
        assertThat(prober.suites(ProbedVersion.TLS_1_2))
                .extracting(names::name)
                .containsExactlyInAnyOrderElementsOf(policy.ciphers());
        assertThat(prober.suites(ProbedVersion.TLS_1_3))
                .extracting(names::name)
                .containsExactlyInAnyOrderElementsOf(policy.cipherSuites());
        List<String> curves = policy.curves().stream()
                .filter(curve ->
                        instance.config().notes().stream().noneMatch(note -> note.startsWith(curve + " is left out")))
                .toList();
        assertThat(prober.groups(ProbedVersion.TLS_1_2)).containsExactlyInAnyOrderElementsOf(curves);
        assertThat(prober.groups(ProbedVersion.TLS_1_3)).containsExactlyInAnyOrderElementsOf(curves);
    }

    /** Shows that the refusal of old TLS is the policy's doing: another policy lets it in. */
    @Test
    default void offersOldTlsOnlyWhenAskedTo(@TempDir Path folder) throws IOException {
        if (bed().server() == ServerUnderTest.CADDY) {
            ReverseProxy old = semaphore(TlsPolicy.old(), LoopbackPorts.free()).build();
            assertThatThrownBy(() -> bed().server().renderer(folder).render(old))
                    .hasMessageContaining("tls.protocols: Caddy has no TLS before 1.2");
            return;
        }
        TestBed.Instance instance = bed().instance(
                        "old-tls",
                        ports -> semaphore(TlsPolicy.old(), ports.https()).build());

        assertThat(new TlsProber(instance.httpsPort(), HOST).versions())
                .containsExactly(
                        ProbedVersion.TLS_1_0, ProbedVersion.TLS_1_1, ProbedVersion.TLS_1_2, ProbedVersion.TLS_1_3);
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
