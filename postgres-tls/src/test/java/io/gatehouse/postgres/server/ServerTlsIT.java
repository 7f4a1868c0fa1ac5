package io.gatehouse.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.postgres.PostgresVersion;
import io.gatehouse.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server of each version starts with the settings printed for it, and has them. */
class ServerTlsIT {
    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void theServerTakesEachSetting(int version) throws SQLException {
        Map<String, String> settings = ServerTls.builder(Path.of("server.crt"), Path.of("server.key"))
                .clientAuthority(Path.of("root.crt"))
                .tls13CipherSuites("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256")
                .build()
                .settings(PostgresVersion.of(version));
        PostgresServer.Builder builder =
                PostgresServer.builder().version(version).tls(CertificateAuthority.create("Test CA"));
        settings.forEach(builder::setting);

        try (PostgresServer server = builder.startOrSkip();
                Connection superuser = server.superuserDataSource().getConnection();
                Statement sql = superuser.createStatement()) {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                try (ResultSet rows = sql.executeQuery("SHOW " + setting.getKey())) {
                    rows.next();
                    assertThat(rows.getString(1)).as(setting.getKey()).isEqualTo(setting.getValue());
                }
            }
        }
    }
}
