package io.gatehouse.crypto;

import io.gatehouse.crypto.contract.DataKeyStoreContract;

class InMemoryDataKeyStoreTest extends DataKeyStoreContract {
    private DataKeyStore store = DataKeyStore.inMemory();

    @Override
    protected DataKeyStore emptyStore() {
        store = DataKeyStore.inMemory();
        return store;
    }

    @Override
    protected DataKeyStore sameStore() {
        return store;
    }
}
