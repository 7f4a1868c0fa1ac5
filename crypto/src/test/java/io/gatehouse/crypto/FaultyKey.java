package io.gatehouse.crypto;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A key in a system of its own that counts its calls, has versions, and fails as it is told to. */
public final class FaultyKey implements KeyEncryptionKey {
    /** What can be wrong with the system that holds a key. */
    public enum Fault {
        NONE,
        DOWN,
        HANGS,
        THROTTLES,
        WRAPS_TO_NONSENSE,
        UNWRAPS_TO_ANOTHER_KEY,
        THROWS_SOMETHING_ELSE
    }

    public final AtomicInteger wraps = new AtomicInteger();
    public final AtomicInteger unwraps = new AtomicInteger();
    public final AtomicInteger versionQuestions = new AtomicInteger();
    public volatile Fault fault = Fault.NONE;
    public volatile long version = 1;
    public volatile Duration retryAfter = Duration.ofMinutes(1);
    private final KeyEncryptionKey inner;

    public FaultyKey(KeyEncryptionKey inner) {
        this.inner = inner;
    }

    int calls() {
        return wraps.get() + unwraps.get();
    }

    @Override
    public KekId id() {
        return inner.id();
    }

    @Override
    public long version() {
        versionQuestions.incrementAndGet();
        fail();
        return version;
    }

    @Override
    public long versionOf(byte[] wrappedKey) {
        return wrappedKey.length < Long.BYTES ? 0 : ByteBuffer.wrap(wrappedKey).getLong();
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] binding) {
        wraps.incrementAndGet();
        fail();
        byte[] wrapped = inner.wrap(dataKey, binding);
        if (fault == Fault.WRAPS_TO_NONSENSE) {
            wrapped[0] ^= 1;
        }
        return ByteBuffer.allocate(Long.BYTES + wrapped.length)
                .putLong(version)
                .put(wrapped)
                .array();
    }

    @Override
    public Optional<byte[]> unwrap(byte[] wrappedKey, byte[] binding) {
        unwraps.incrementAndGet();
        fail();
        return fault == Fault.UNWRAPS_TO_ANOTHER_KEY
                ? Optional.of(new byte[32])
                : inner.unwrap(Arrays.copyOfRange(wrappedKey, Long.BYTES, wrappedKey.length), binding);
    }

    @Override
    public String toString() {
        return "FaultyKey[" + id() + "]";
    }

    private void fail() {
        switch (fault) {
            case DOWN -> throw new KeyUnavailableException("The test key is down", null);
            case THROTTLES -> throw new KeyUnavailableException("The test key is busy", retryAfter, null);
            case THROWS_SOMETHING_ELSE -> throw new IllegalStateException("A bug of the provider");
            case HANGS -> {
                // Until the system is back; not even an interrupt ends it before, as with a native call.
                while (fault == Fault.HANGS) {
                    LockSupport.parkNanos(this, 1_000_000);
                }
            }
            default -> {}
        }
    }
}
