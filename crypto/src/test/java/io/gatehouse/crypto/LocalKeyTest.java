package io.gatehouse.crypto;

import io.gatehouse.crypto.contract.KeyEncryptionKeyContract;

/** The contract, held by the key in this process. */
class LocalKeyTest extends KeyEncryptionKeyContract {
    @Override
    protected KeyEncryptionKey key() {
        return KeyEncryptionKey.fromBase64(TestKeys.base64(0x00));
    }

    @Override
    protected KeyEncryptionKey otherKey() {
        return KeyEncryptionKey.fromBase64(TestKeys.base64(0x20));
    }

    @Override
    protected byte[] secret() {
        return TestKeys.counting(0x00, 32);
    }
}
