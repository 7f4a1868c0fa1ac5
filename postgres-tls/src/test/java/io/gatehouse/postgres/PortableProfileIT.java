package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.testkit.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One service file, read by libpq and by pgjdbc, and the same connection from both. */
class PortableProfileIT {
    private static final String PROPERTY = "org.postgresql.pgservicefile";

    @RegisterExtension
    static final PostgresServer SERVER = PostgresServer.builder()
            .version(18)
            .tls(CertificateAuthority.create("Test CA"))
            .build();

    @TempDir
    Path folder;

    @AfterEach
    void forget() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void bothDriversConnectAndVerify() throws IOException, SQLException {
        write(SERVER.caFile());

        assertThat(libpq()).isEqualTo("+tls");
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://?service=app");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT ssl, current_setting('work_mem') FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getBoolean(1)).isTrue();
            assertThat(row.getString(2)).isEqualTo("5MB");
        }
    }

    @Test
    void bothDriversRefuseAStrangersServer() throws IOException {
        Path stranger = folder.resolve("stranger.crt");
        Files.writeString(stranger, CertificateAuthority.create("Stranger").certificatePem());
        write(stranger);

        assertThat(libpq()).startsWith("-").contains("certificate verify failed");
        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:postgresql://?service=app")
                        .close())
                .isInstanceOf(SQLException.class)
                .hasStackTraceContaining("PKIX path");
    }

    private void write(Path anchor) throws IOException {
        Dsn dsn = Dsn.host(SERVER.host(), SERVER.port())
                .database("postgres")
                .user(SERVER.superuser())
                .password(SERVER.superuserPassword())
                .verifyFull(anchor)
                .parameter(ConnectionParameter.OPTIONS, "-c work_mem=5MB")
                .build();
        Path file = folder.resolve("pg_service.conf");
        ServiceFile services = ServiceFile.empty().with("app", dsn.export().portableSettings());
        Files.writeString(file, services.exposeText(), StandardCharsets.UTF_8);
        System.setProperty(PROPERTY, file.toString());
    }

    private String libpq() throws IOException {
        try (LibpqOracle libpq = LibpqOracle.of(SERVER, folder)) {
            return libpq.connect(
                    Map.of("PGSERVICEFILE", folder.resolve("pg_service.conf").toString(), "PGSERVICE", "app"));
        }
    }
}
