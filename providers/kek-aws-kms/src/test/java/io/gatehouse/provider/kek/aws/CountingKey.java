package io.gatehouse.provider.kek.aws;

import io.gatehouse.crypto.KekId;
import io.gatehouse.crypto.KeyEncryptionKey;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls that go on to a key in a KMS. */
final class CountingKey implements KeyEncryptionKey {
    final AtomicInteger calls = new AtomicInteger();
    private final KeyEncryptionKey key;

    CountingKey(KeyEncryptionKey key) {
        this.key = key;
    }

    @Override
    public KekId id() {
        return key.id();
    }

    @Override
    public String name() {
        return key.name();
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] binding) {
        calls.incrementAndGet();
        return key.wrap(dataKey, binding);
    }

    @Override
    public Optional<byte[]> unwrap(byte[] wrappedKey, byte[] binding) {
        calls.incrementAndGet();
        return key.unwrap(wrappedKey, binding);
    }

    @Override
    public String toString() {
        return "CountingKey[" + key + "]";
    }
}
