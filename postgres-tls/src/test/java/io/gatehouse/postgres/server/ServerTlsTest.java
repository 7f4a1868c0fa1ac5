package io.gatehouse.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.postgres.PostgresVersion;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ServerTlsTest {
    private final ServerTls tls = ServerTls.builder(Path.of("it's.crt"), Path.of("C:\\key"))
            .clientAuthority(Path.of("root.crt"))
            .revocationList(Path.of("root.crl"))
            .tls13CipherSuites("TLS_AES_256_GCM_SHA384")
            .build();

    @Test
    void saysGroupsAndSuitesAsEachVersionCan() {
        assertThat(tls.print(PostgresVersion.of(18)))
                .contains("ssl_groups = 'X25519:prime256v1:secp384r1'\n")
                .contains("ssl_tls13_ciphers = 'TLS_AES_256_GCM_SHA384'\n")
                .doesNotContain("ssl_ecdh_curve");
        assertThat(tls.print(PostgresVersion.of(15)))
                .contains("ssl_ecdh_curve = 'prime256v1'\n")
                .doesNotContain("ssl_groups")
                .doesNotContain("ssl_tls13_ciphers");
    }

    @Test
    void quotesValues() {
        assertThat(tls.print(PostgresVersion.of(15)))
                .startsWith("ssl = 'on'\nssl_cert_file = 'it''s.crt'\nssl_key_file = 'C:\\\\key'\n")
                .contains("ssl_ca_file = 'root.crt'\nssl_crl_file = 'root.crl'\nssl_min_protocol_version = 'TLSv1.2'\n")
                .endsWith("password_encryption = 'scram-sha-256'\n");
    }

    @Test
    void leavesOldSuitesOutWhenTls13IsTheLeast() {
        ServerTls modern = ServerTls.builder(Path.of("a"), Path.of("b"))
                .minimum(ServerTls.TlsVersion.TLS_1_3)
                .build();

        assertThat(modern.print(PostgresVersion.of(18)))
                .contains("ssl_min_protocol_version = 'TLSv1.3'")
                .doesNotContain("ssl_ciphers");
    }

    @Test
    void reportsEveryProblemAtOnce() {
        assertThatThrownBy(() -> ServerTls.builder(Path.of(""), Path.of("a\nssl=off"))
                        .revocationList(Path.of("x.crl"))
                        .groups()
                        .cipherSuites("HIGH:!aNULL")
                        .build())
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("ssl_cert_file")
                .hasMessageContaining("ssl_key_file")
                .hasMessageContaining("ssl_crl_file")
                .hasMessageContaining("groups")
                .hasMessageContaining("cipherSuites");
    }
}
