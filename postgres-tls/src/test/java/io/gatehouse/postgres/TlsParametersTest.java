package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsParametersTest {
    @Test
    void hasLibpqsDefaults() {
        TlsParameters parameters = TlsParameters.of(dsn().build());

        assertThat(parameters.protocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(parameters.serverName()).isTrue();
        assertThat(parameters.direct()).isFalse();
        assertThat(parameters.sendsCertificate()).isTrue();
        assertThat(parameters.requiresCertificate()).isFalse();
        assertThat(parameters.revocationFile()).isEmpty();
        assertThat(parameters.revocationFolder()).isEmpty();
    }

    @Test
    void readsWhatTheDsnSays() {
        TlsParameters parameters =
                TlsParameters.of(dsn().parameter(ConnectionParameter.SSL_MIN_PROTOCOL_VERSION, "TLSv1.3")
                        .parameter(ConnectionParameter.SSL_CRL, "revoked.crl")
                        .parameter(ConnectionParameter.SSL_CRL_DIR, "revoked")
                        .parameter(ConnectionParameter.SSL_SNI, "0")
                        .parameter(ConnectionParameter.SSL_CERT_MODE, "disable")
                        .parameter(ConnectionParameter.SSL_NEGOTIATION, "direct")
                        .build());

        assertThat(parameters.protocols()).containsExactly("TLSv1.3");
        assertThat(parameters.serverName()).isFalse();
        assertThat(parameters.direct()).isTrue();
        assertThat(parameters.sendsCertificate()).isFalse();
        assertThat(parameters.revocationFile()).contains(Path.of("revoked.crl"));
        assertThat(parameters.revocationFolder()).contains(Path.of("revoked"));
    }

    /** pgjdbc lets every method in when a list excludes them all. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "REQUIRE_AUTH; !none,!password,!md5,!gss,!sspi,!scram-sha-256; excludes every method",
                "REQUIRE_AUTH; scram-sha-265; does not know",
                "REQUIRE_AUTH; !md5,password; mixes",
                "REQUIRE_AUTH; md5,!password; mixes",
                "SSL_CERT_MODE; require; name sslcert and sslkey"
            })
    void refusesWhatCannotBeHonoured(ConnectionParameter parameter, String value, String words) {
        Dsn dsn = dsn().parameter(parameter, value).build();

        assertThatThrownBy(() -> PostgresTls.dataSource(dsn))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"scram-sha-256", "scram-sha-256,gss", "!password,!md5", "none"})
    void takesListsOfMethods(String methods) {
        Dsn dsn = dsn().parameter(ConnectionParameter.REQUIRE_AUTH, methods).build();

        assertThat(TlsMaterial.problems(dsn)).isEmpty();
    }

    private static Dsn.Builder dsn() {
        return Dsn.host("db.example.org").user("agent").verifyFullAgainstSystem();
    }
}
