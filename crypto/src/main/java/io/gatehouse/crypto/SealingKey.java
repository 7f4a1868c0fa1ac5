package io.gatehouse.crypto;

import java.util.Arrays;
import java.util.function.Function;
import javax.crypto.Mac;

/**
 * A data key made ready to seal and open the payloads of envelopes, as often as wanted. Safe for use by several threads.
 *
 * <p>{@link #close()} wipes it, and a call after that throws {@link ClosedException}; one that is under way ends well. What
 * the JDK's ciphers hold goes with them, when the garbage collector takes them.
 */
final class SealingKey implements AutoCloseable {
    private static final String ID_LABEL = "gatehouse/v1/data-key-id";

    private final Suite suite;
    private final DataKeyId id;
    private final byte[] commitmentKey;
    private final byte[] encryptionKey;
    private final StripedPool<MessageCipher> ciphers;
    private volatile boolean closed;

    private SealingKey(Suite suite, byte[] dataKey, StripedPool<MessageCipher> ciphers) {
        Mac expansion = KeyDerivation.hmac(dataKey);
        this.suite = suite;
        this.id = DataKeyId.at(KeyDerivation.expand(expansion, ID_LABEL), 0);
        this.commitmentKey = KeyDerivation.expand(expansion, "gatehouse/v1/commit", suite.versionAndSuite());
        this.encryptionKey = KeyDerivation.expand(expansion, "gatehouse/v1/encrypt", suite.versionAndSuite());
        this.ciphers = ciphers;
    }

    /**
     * Makes a data key ready for many messages.
     *
     * @param dataKey 32 bytes, which stay the caller's to wipe
     */
    static SealingKey of(Suite suite, byte[] dataKey) {
        return new SealingKey(suite, dataKey, StripedPool.forAllProcessors());
    }

    /** {@link #of} for a single message: it keeps less. */
    static SealingKey forOneMessage(Suite suite, byte[] dataKey) {
        return new SealingKey(suite, dataKey, new StripedPool<>(1));
    }

    /** The public name of a data key of 32 bytes. */
    static DataKeyId idOf(byte[] dataKey) {
        return DataKeyId.at(KeyDerivation.expand(dataKey, ID_LABEL), 0);
    }

    Suite suite() {
        return suite;
    }

    DataKeyId id() {
        return id;
    }

    /** Runs one piece of work on a cipher that no other thread uses meanwhile. */
    <R> R with(Function<MessageCipher, R> work) {
        requireOpen();
        MessageCipher pooled = ciphers.take();
        MessageCipher cipher = pooled == null ? newCipher() : pooled;
        R result = work.apply(cipher);
        // One that failed is not given back: its state is anyone's guess.
        if (!closed) {
            ciphers.give(cipher);
        }
        return result;
    }

    /** Under the same lock as {@link #close()}, so that no cipher is ever made of a key that is half wiped. */
    private synchronized MessageCipher newCipher() {
        requireOpen();
        return new MessageCipher(suite, commitmentKey, encryptionKey);
    }

    @Override
    public synchronized void close() {
        closed = true;
        ciphers.clear();
        Arrays.fill(commitmentKey, (byte) 0);
        Arrays.fill(encryptionKey, (byte) 0);
    }

    @Override
    public String toString() {
        return "SealingKey[" + id + "]";
    }

    private void requireOpen() {
        if (closed) {
            throw new ClosedException(id);
        }
    }

    /** Thrown when a key is used that was closed: a cache let go of it. Ask the source again. */
    static final class ClosedException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        ClosedException(DataKeyId id) {
            super("The data key " + id + " was closed and wiped");
        }
    }
}
