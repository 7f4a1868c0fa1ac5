package io.gatehouse.crypto.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.crypto.DataKeyId;
import io.gatehouse.crypto.DataKeyStore;
import io.gatehouse.crypto.DataKeyStoreException;
import io.gatehouse.crypto.contract.DataKeyStoreContract;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** The table in H2's own dialect, in a schema and with a name that needs quoting. */
class JdbcDataKeyStoreTest extends DataKeyStoreContract {
    private static final String TABLE = "PUBLIC.Data \"keys\"";

    private DataSource database = newDatabase();

    @Override
    protected DataKeyStore emptyStore() {
        database = newDatabase();
        JdbcDataKeyStore store = JdbcDataKeyStore.of(database, TABLE);
        store.createTable();
        return store;
    }

    @Override
    protected DataKeyStore sameStore() {
        return JdbcDataKeyStore.of(database, TABLE);
    }

    @Test
    void saysWhatToDoWhenThereIsNoTable() {
        JdbcDataKeyStore store = JdbcDataKeyStore.of(newDatabase());
        assertThatThrownBy(() -> store.find(new DataKeyId(1)))
                .isInstanceOf(DataKeyStoreException.class)
                .hasMessageContaining("gatehouse_data_key")
                .hasMessageContaining("SQLSTATE 42S")
                .hasMessageContaining("createTable()");
    }

    @Test
    void saysWhenARowWasDamaged() throws SQLException {
        execute(
                "INSERT INTO \"PUBLIC\".\"Data \"\"keys\"\"\" VALUES ('0000000000000001', 'XAES_256_GCM', '', NULL, NULL,"
                        + " NULL, NULL, '01020304:0:!', 'ACTIVE', 0, 0, 0, 0)");
        assertThatThrownBy(() -> sameStore().find(new DataKeyId(1)))
                .isInstanceOf(DataKeyStoreException.class)
                .hasMessageContaining("cannot be read")
                .hasMessageContaining("backup");
    }

    /** What was encrypted under a key must not lose it to a rollback of somebody else's. */
    @Test
    void givesAConnectionBackAsItWas() throws SQLException {
        JdbcConnectionPool pool = JdbcConnectionPool.create((JdbcDataSource) newDatabase());
        pool.setMaxConnections(1);
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
        }
        JdbcDataKeyStore store = JdbcDataKeyStore.of(pool);
        store.createTable();
        assertThat(store.list(null, 1)).isEmpty();
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
        }
        pool.dispose();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static DataSource newDatabase() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return source;
    }
}
