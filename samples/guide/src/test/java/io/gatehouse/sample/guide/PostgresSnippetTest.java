package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.postgres.Dsn;
import io.gatehouse.postgres.hba.HbaRule;
import io.gatehouse.postgres.hba.PgHba;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PostgresSnippetTest {
    @Test
    void aDsnInEveryForm() {
        CertificateBundle bundle = CertificateAuthority.create("Example internal CA")
                .client("agent")
                .issue();

        // region postgres
        Dsn dsn = Dsn.host("db.example.org")
                .database("app")
                .user("agent")
                .verifyFull(Path.of("ca.crt"))
                .clientCertificate(bundle)
                .build();
        // HikariDataSource pool = PostgresTls.pool(dsn); a failure names its cause in seconds

        Dsn situation = Dsn.parseLibpqUri(
                "postgres://agent@db.example.org:5432/situation?sslmode=verify-full&sslrootcert=ca.crt");
        String jdbc = situation.toJdbcUrl(); // refuses what the driver would silently weaken

        PgHba hba = PgHba.builder()
                .rule(HbaRule.hostssl().databases("situation").users("agent").cert())
                .rejectPlaintext()
                .build();
        // end

        assertThat(dsn.user()).contains("agent");
        assertThat(jdbc).startsWith("jdbc:postgresql://db.example.org:5432/situation?");
        assertThat(hba.print()).contains("hostnossl");
    }
}
