package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.DataKeyId;
import io.gatehouse.crypto.DataKeyScope;
import io.gatehouse.crypto.DataKeys;
import io.gatehouse.crypto.DecryptionException;
import io.gatehouse.crypto.Envelope;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.FernetFormat;
import io.gatehouse.crypto.ForeignFormat;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.Place;
import io.gatehouse.crypto.SemaphoreFormat;
import io.gatehouse.crypto.jdbc.JdbcDataKeyStore;
import io.gatehouse.crypto.jdbc.RetirementCheck;
import io.gatehouse.crypto.jdbc.RetirementReport;
import io.gatehouse.crypto.jdbc.SecretTable;
import io.gatehouse.crypto.jdbc.TableMigration;
import io.gatehouse.crypto.jdbc.TableReport;
import io.gatehouse.crypto.jdbc.TableRewrap;
import io.gatehouse.crypto.jdbc.TableRun;
import io.gatehouse.testkit.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snippets of {@code docs/guide/crypto.md}. */
class CryptoGuideIT {
    @RegisterExtension
    static final PostgresServer DB = PostgresServer.builder().build();

    private static final Logger log = LoggerFactory.getLogger(CryptoGuideIT.class);
    // The key and the token that the Fernet specification publishes.
    private static final String FERNET_KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    private static final String FERNET_TOKEN =
            "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPg" + "JobwOz7JcbmrR64jVmpU4IwqDA==";

    private final Secret key = newKey();
    private final EnvelopeCipher cipher =
            EnvelopeCipher.builder(KeyEncryptionKey.fromBase64(key)).build();

    @Test
    void theFirstSecret() {
        // region first
        EnvelopeCipher cipher =
                EnvelopeCipher.builder(KeyEncryptionKey.fromBase64(key)).build();

        String stored = cipher.encrypt(Secret.ofText("demo password"))
                .boundTo("access_key", "secret", 42)
                .toText();

        Secret back = cipher.decrypt(stored).boundTo("access_key", "secret", 42);
        // end
        assertThat(back).isEqualTo(Secret.ofText("demo password"));
    }

    @Test
    void aTableIsRotated() throws SQLException {
        DataSource dataSource = DB.superuserDataSource();
        KeyEncryptionKey oldKey = KeyEncryptionKey.fromBase64(key);
        KeyEncryptionKey newKey = KeyEncryptionKey.fromBase64(newKey());
        Place place = Place.of("access_key", "secret", 1).withTenant("7").withType("ssh-key");
        String stored = cipher.encrypt(Secret.ofText("demo")).boundTo(place).toText();
        execute(
                "DROP TABLE IF EXISTS access_key",
                "CREATE TABLE access_key (id bigint PRIMARY KEY, project_id bigint NOT NULL, secret text)",
                "INSERT INTO access_key VALUES (1, 7, '" + stored + "')");

        // region table
        SecretTable accessKeys = SecretTable.builder("access_key", "id")
                .tenantColumn("project_id")
                .column("secret", "secret", "ssh-key")
                .build();
        // end
        // region rotated
        EnvelopeCipher rotated =
                EnvelopeCipher.builder(newKey).alsoDecryptsWith(oldKey).build();
        // end
        // region rewrap
        TableRun rewrap = TableRewrap.of(dataSource, accessKeys, rotated)
                .rowsPerSecond(5_000)
                .onProgress(progress -> log.info("{}", progress))
                .onQuarantine(cell -> log.warn("{}", cell));

        TableReport expected = rewrap.dryRun();
        TableReport report = rewrap.run();
        // end
        // region retire
        RetirementReport needs =
                RetirementCheck.of(oldKey.id()).table(dataSource, accessKeys).run();
        log.info("{}", needs);
        boolean mayGo = needs.retirable();
        // end

        assertThat(expected.changed()).isEqualTo(1);
        assertThat(report.isClean()).isTrue();
        assertThat(mayGo).isTrue();
        assertThat(EnvelopeCipher.builder(newKey).build().decrypt(stored()).boundTo(place))
                .isEqualTo(Secret.ofText("demo"));
    }

    @Test
    void dataKeysInATableAreRotatedAndDestroyed() {
        DataSource dataSource = DB.superuserDataSource();
        KeyEncryptionKey oldKey = KeyEncryptionKey.fromBase64(key);
        KeyEncryptionKey newKey = KeyEncryptionKey.fromBase64(newKey());
        Place place = Place.of("access_key", "secret", 1).withTenant("acme");

        // region store
        JdbcDataKeyStore store = JdbcDataKeyStore.of(dataSource);
        store.createTable(); // once, or by a migration of your own
        EnvelopeCipher cipher = EnvelopeCipher.builder(oldKey).dataKeys(store).build();
        // end
        Envelope envelope = cipher.encrypt(Secret.ofText("demo")).boundTo(place);
        // region storeRotated
        EnvelopeCipher rotated = EnvelopeCipher.builder(newKey)
                .alsoDecryptsWith(oldKey)
                .dataKeys(store)
                .build();
        DataKeys.RewrapReport report = rotated.dataKeys().rewrap();
        // end
        assertThat(report.rewrapped()).isEqualTo(1);
        assertThat(rotated.dataKeys().retirable(oldKey.id())).isTrue();
        assertThat(rotated.decrypt(envelope).boundTo(place)).isEqualTo(Secret.ofText("demo"));
        // region shred
        List<DataKeyId> destroyed = rotated.dataKeys().destroyAll(DataKeyScope.ofTenant("acme"));
        // end
        assertThat(destroyed).hasSize(1);
        assertThatThrownBy(() -> rotated.decrypt(envelope).boundTo(place)).isInstanceOf(DecryptionException.class);
    }

    @Test
    void lemursColumnIsMoved() throws SQLException {
        DataSource dataSource = DB.superuserDataSource();
        Secret newestKey = Secret.ofText(
                Base64.getUrlEncoder().encodeToString(Secret.random(32).exposeBytes()));
        Secret olderKey = Secret.ofText(FERNET_KEY);
        SecretTable certificates =
                SecretTable.builder("certificates", "id").column("private_key").build();
        execute(
                "DROP TABLE IF EXISTS certificates",
                "CREATE TABLE certificates (id integer PRIMARY KEY, private_key bytea)",
                "INSERT INTO certificates VALUES (1, '" + FERNET_TOKEN + "')");

        // region lemur
        ForeignFormat fernet = FernetFormat.with(List.of(newestKey, olderKey));
        TableReport report =
                TableMigration.of(dataSource, certificates, cipher, fernet).run();
        // end

        assertThat(report.changed()).isEqualTo(1);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT private_key FROM certificates")) {
            assertThat(row.next()).isTrue();
            assertThat(cipher.decrypt(row.getBytes(1)).boundTo("certificates", "private_key", 1))
                    .isEqualTo(Secret.ofText("hello"));
        }
    }

    @Test
    void semaphoresTableIsMoved() throws SQLException {
        DataSource dataSource = DB.superuserDataSource();
        Secret accessKeyEncryption = newKey();
        String login = Base64.getEncoder()
                .encodeToString("{\"login\":\"demo\",\"password\":\"demo\"}".getBytes(StandardCharsets.UTF_8));
        execute(
                "DROP TABLE IF EXISTS access_key",
                "CREATE TABLE access_key (id integer PRIMARY KEY, secret text)",
                "INSERT INTO access_key VALUES (1, '" + login + "')");

        // region semaphoreDryRun
        SecretTable accessKey =
                SecretTable.builder("access_key", "id").column("secret").build();
        TableRun migration =
                TableMigration.of(dataSource, accessKey, cipher, SemaphoreFormat.with(accessKeyEncryption));

        TableReport expected = migration.dryRun();
        // end
        assertThat(stored()).isEqualTo(login);
        // region semaphoreRun
        TableReport report = migration.run();
        // end

        assertThat(expected.changed()).isEqualTo(1);
        assertThat(report.isClean()).isTrue();
        assertThat(cipher.decrypt(stored()).boundTo("access_key", "secret", 1).exposeText())
                .contains("\"password\"");
    }

    private static String stored() throws SQLException {
        try (Connection connection = DB.superuserDataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT secret FROM access_key")) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = DB.superuserDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Secret newKey() {
        return Secret.ofText(
                Base64.getEncoder().encodeToString(Secret.random(32).exposeBytes()));
    }
}
