package io.gatehouse.crypto.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.DataKeys.RewrapReport;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.FaultyKey;
import io.gatehouse.crypto.Place;
import io.gatehouse.crypto.TestKeys;
import io.gatehouse.testkit.PostgresServer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rotation of a key where the data keys are in a table of their own, and the proof that the old key may go. */
class KeyTableRotationIT {
    @RegisterExtension
    static final PostgresServer SERVER = PostgresServer.builder().build();

    private static final int ROWS = 1_000;
    private static final int TENANTS = 10;
    private static final SecretTable TABLE =
            SecretTable.builder("access_key", "id").column("secret").build();

    private final Database db = new Database(SERVER);
    private final JdbcDataKeyStore store = JdbcDataKeyStore.of(db.dataSource());
    private final FaultyKey oldKey = new FaultyKey(TestKeys.OLD_KEK);
    private final FaultyKey newKey = new FaultyKey(TestKeys.KEK);
    private final EnvelopeCipher rotated = EnvelopeCipher.builder(newKey)
            .alsoDecryptsWith(oldKey)
            .dataKeys(store)
            .build();

    @BeforeEach
    void fill() {
        db.reset();
        db.execute("DROP TABLE IF EXISTS " + JdbcDataKeyStore.DEFAULT_TABLE);
        store.createTable();
        EnvelopeCipher before = EnvelopeCipher.builder(oldKey).dataKeys(store).build();
        db.insertAll(
                1,
                ROWS,
                id -> before.encrypt(Secret.ofText("secret " + id))
                        .boundTo(place(id))
                        .toText());
    }

    @Test
    void callsTheKeysOnceForEachDataKeyAndWritesNoRow() {
        // Each version of a row has a place and a transaction of its own: an UPDATE of any kind shows here.
        String versions = "SELECT id, xmin || ' ' || ctid FROM access_key ORDER BY id";
        Map<String, @Nullable String> before = db.query(versions);
        oldKey.unwraps.set(0);
        newKey.wraps.set(0);

        RewrapReport report = rotated.dataKeys().rewrap();
        TableReport table = TableRewrap.of(db.dataSource(), TABLE, rotated).run();

        assertThat(report).isEqualTo(new RewrapReport(TENANTS, 0, List.of()));
        assertThat(oldKey.unwraps).hasValue(TENANTS);
        assertThat(newKey.wraps).hasValue(TENANTS);
        assertThat(table.current()).isEqualTo(ROWS);
        assertThat(before).hasSize(ROWS);
        assertThat(db.query(versions)).isEqualTo(before);
        EnvelopeCipher reader = EnvelopeCipher.builder(newKey).dataKeys(store).build();
        db.secrets()
                .forEach((id, stored) -> assertThat(reader.decrypt(String.valueOf(stored))
                                .boundTo(place(Long.parseLong(id)))
                                .exposeText())
                        .isEqualTo("secret " + id));
    }

    @Test
    void provesThatAKeyMayGoOverStoreAndTablesInOneCall() {
        EnvelopeCipher carrying = EnvelopeCipher.builder(oldKey).build();
        db.write(1, carrying.encrypt(Secret.ofText("x")).boundTo(place(1)).toText());
        db.write(2, db.secret(2).substring(0, 40));
        RetirementCheck check = RetirementCheck.of(oldKey.id()).dataKeys(store).table(db.dataSource(), TABLE);

        RetirementReport before = check.run();

        assertThat(before.retirable()).isFalse();
        assertThat(before)
                .hasToString("KEK " + oldKey.id() + " is still needed: the store of data keys (10 wrapped by it,"
                        + " 0 unreadable), table access_key (1 wrapped by it, 1 unreadable)");
        rotated.dataKeys().rewrap();
        assertThat(check.run().inTheWay())
                .extracting(RetirementReport.Holder::name)
                .containsExactly("table access_key");
        TableRewrap.of(db.dataSource(), TABLE, rotated).run();
        assertThat(check.run().retirable())
                .as("what cannot be read may need any key")
                .isFalse();
        db.execute("DELETE FROM access_key WHERE id = 2");
        assertThat(check.run().retirable()).isTrue();
        assertThat(check.run()).asString().contains("needed by nothing that was asked: the store of data keys, table");
    }

    @Test
    void provesNothingWithoutTheStoreThatTheEnvelopesNeed() {
        RetirementReport report =
                RetirementCheck.of(oldKey.id()).table(db.dataSource(), TABLE).run();

        assertThat(report.retirable()).isFalse();
        assertThat(report).asString().contains("1000 with data keys in a store that was not asked");
        assertThatThrownBy(() -> RetirementCheck.of(oldKey.id()).run()).isInstanceOf(IllegalStateException.class);
    }

    private static Place place(long row) {
        return Place.of("access_key", "secret", row).withTenant("t" + row % TENANTS);
    }
}
