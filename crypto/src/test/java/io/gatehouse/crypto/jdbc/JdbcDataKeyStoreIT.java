package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.DataKeyStore;
import io.gatehouse.crypto.contract.DataKeyStoreContract;
import io.gatehouse.testkit.PostgresServer;
import org.junit.jupiter.api.extension.RegisterExtension;

class JdbcDataKeyStoreIT extends DataKeyStoreContract {
    @RegisterExtension
    static final PostgresServer SERVER = PostgresServer.builder().build();

    @Override
    protected DataKeyStore emptyStore() {
        new Database(SERVER).execute("DROP TABLE IF EXISTS " + JdbcDataKeyStore.DEFAULT_TABLE);
        JdbcDataKeyStore store = JdbcDataKeyStore.of(SERVER.superuserDataSource());
        store.createTable();
        return store;
    }

    @Override
    protected DataKeyStore sameStore() {
        return JdbcDataKeyStore.of(SERVER.superuserDataSource());
    }
}
