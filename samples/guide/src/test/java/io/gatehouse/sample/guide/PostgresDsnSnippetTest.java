package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.postgres.Conninfo;
import io.gatehouse.postgres.Conversion;
import io.gatehouse.postgres.DriverSettings;
import io.gatehouse.postgres.Dsn;
import io.gatehouse.postgres.DsnGuard;
import io.gatehouse.postgres.ServiceFile;
import io.gatehouse.postgres.TrustAnchors;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class PostgresDsnSnippetTest {
    @Test
    void readsAndWrites() {
        // region dsnRead
        Dsn uri = Dsn.parseLibpqUri("postgresql://agent@db.example.org/app?sslmode=verify-full&sslrootcert=ca.crt");
        Dsn words = Conninfo.parse("host=db.example.org dbname=app user=agent sslmode=verify-full sslrootcert=ca.crt")
                .toDsn();
        Dsn jdbc = Dsn.parseJdbcUrl(
                "jdbc:postgresql://db.example.org/app?user=agent&sslmode=verify-full&sslrootcert=ca.crt",
                new Properties());
        Dsn r2dbc =
                Dsn.parseR2dbcUrl("r2dbc:postgresql://agent@db.example.org/app?sslMode=verify-full&sslRootCert=ca.crt");
        // end

        assertThat(uri).isEqualTo(words).isEqualTo(jdbc).isEqualTo(r2dbc);
    }

    @Test
    void asksAsLibpqDoes() {
        String serviceFile = "[app]\nhost=db.example.org\ndbname=app\nsslmode=verify-full\nsslrootcert=ca.crt\n";
        Map<String, String> environment = Map.of("PGUSER", "agent");

        // region dsnOrder
        Dsn dsn = Conninfo.parse("application_name=reports")
                .orElse(ServiceFile.parse(serviceFile).service("app"))
                .orElse(Conninfo.ofEnvironment(environment))
                .toDsn();
        // end

        assertThat(dsn).hasToString("Dsn[agent@db.example.org:5432/app, sslmode=verify-full]");
    }

    @Test
    void saysWhatIsLost() {
        Dsn dsn = Dsn.parseLibpqUri(
                "postgresql://agent@db.example.org/app?sslmode=require&sslrootcert=ca.crt" + "&keepalives_idle=30");

        // region dsnLoss
        Conversion url = dsn.export().jdbcUrl();
        for (Conversion.Change change : url.changes()) {
            System.out.println(change.kind() + " " + change.parameter() + ": " + change.reason());
        }
        // end

        assertThat(url.changes())
                .extracting(Conversion.Change::parameter)
                .containsExactly("sslmode", "keepalives_idle");
    }

    @Test
    void writesForBothDrivers() {
        Dsn dsn = Dsn.host("db.example.org")
                .database("app")
                .user("agent")
                .verifyFull(Path.of("ca.crt"))
                .build();

        // region dsnPortable
        DriverSettings both = dsn.export().portableSettings();
        String file = ServiceFile.empty().with("app", both).exposeText();
        // end

        assertThat(file).startsWith("[app]\nhost=db.example.org\n");
    }

    @Test
    void guards() {
        // region dsnGuard
        DsnGuard guard = DsnGuard.verifyFull(new TrustAnchors.InFile(Path.of("ca.crt")))
                .host("db.example.org")
                .subdomainsOf("tenants.example.org")
                .build();
        Dsn dsn = guard.readLibpq("postgresql://tenant7@a.tenants.example.org/app?sslmode=disable");
        // dsn.sslMode() is VERIFY_FULL, against ca.crt
        // end

        assertThat(dsn.toLibpqUri()).contains("sslmode=verify-full&sslrootcert=ca.crt");
        assertThatThrownBy(() -> guard.readLibpq("postgresql://db.example.org/?sslrootcert=/etc/passwd"))
                .isInstanceOf(GatehouseException.class);
    }
}
