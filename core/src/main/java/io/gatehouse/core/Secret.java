package io.gatehouse.core;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that must not be seen: a key, a password, a token.
 *
 * <p>{@link #toString()} shows nothing, Java serialisation is refused, and reflective JSON writers find neither a
 * getter nor a field to write. Getting at the content takes a call whose name begins with {@code expose}, so that every
 * such place can be found by searching. {@link #close()} overwrites the bytes; what the garbage collector moved before
 * that, and copies handed out, are beyond its reach.
 *
 * <p>Thread-safe. After {@link #close()} every call that needs the content throws {@link IllegalStateException}.
 */
public final class Secret implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    // Transient so that writers which walk fields (Gson, Kryo) leave them out.
    private final transient byte[] content;
    private transient volatile boolean closed;
    private transient int hash;

    private Secret(byte[] content) {
        this.content = content;
    }

    /**
     * Takes a text, held as UTF-8.
     *
     * @throws IllegalArgumentException if the text holds half a surrogate pair
     */
    public static Secret ofText(String text) {
        return encode(CharBuffer.wrap(text));
    }

    /**
     * Takes a text, held as UTF-8. The array stays the caller's, to wipe as soon as this returns.
     *
     * @throws IllegalArgumentException if the text holds half a surrogate pair
     */
    public static Secret ofText(char[] text) {
        return encode(CharBuffer.wrap(text));
    }

    /** Takes a copy of the bytes. */
    public static Secret ofBytes(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** Takes the array itself over, without a copy. The caller must not touch it any more. */
    public static Secret adopt(byte[] bytes) {
        return new Secret(bytes);
    }

    /**
     * Makes a secret of random bytes, fit to be a key.
     *
     * @throws IllegalArgumentException if the count is not positive
     */
    public static Secret random(int byteCount) {
        if (byteCount <= 0) {
            throw new IllegalArgumentException("A random secret needs at least 1 byte, not " + byteCount);
        }
        byte[] bytes = new byte[byteCount];
        RANDOM.nextBytes(bytes);
        return new Secret(bytes);
    }

    /**
     * The content as a fresh array, which the caller should wipe.
     *
     * @throws IllegalStateException if closed
     */
    public synchronized byte[] exposeBytes() {
        requireOpen();
        return content.clone();
    }

    /**
     * The content as text. A {@code String} cannot be wiped: prefer {@link #exposeChars()} where the receiver takes it.
     *
     * @throws IllegalStateException if closed, or if the bytes are not UTF-8
     */
    public String exposeText() {
        char[] chars = exposeChars();
        try {
            return new String(chars);
        } finally {
            Arrays.fill(chars, '\0');
        }
    }

    /**
     * The content as a fresh array of characters, which the caller should wipe.
     *
     * @throws IllegalStateException if closed, or if the bytes are not UTF-8
     */
    public synchronized char[] exposeChars() {
        requireOpen();
        CharBuffer chars = CharBuffer.allocate(content.length);
        try {
            CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content), chars, true);
            if (result.isError()) {
                // Where the bytes stop being text is not said: it would tell about the content.
                throw new IllegalStateException("This secret is not UTF-8 text; read it with exposeBytes()");
            }
            return Arrays.copyOf(chars.array(), chars.position());
        } finally {
            Arrays.fill(chars.array(), '\0');
        }
    }

    /**
     * Lends a copy of the content for the length of one call and wipes the copy afterwards.
     *
     * @throws IllegalStateException if closed
     */
    public <R extends @Nullable Object> R withBytes(Function<byte[], R> use) {
        byte[] copy = exposeBytes();
        try {
            return use.apply(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /**
     * Lends the content itself, without a copy, for the length of one call. The callee must neither change nor keep the
     * array; other threads that want this secret wait.
     *
     * @throws IllegalStateException if closed
     */
    public synchronized <R extends @Nullable Object> R exposeContent(Function<byte[], R> use) {
        requireOpen();
        return use.apply(content);
    }

    /**
     * The number of bytes held.
     *
     * @throws IllegalStateException if closed
     */
    public int byteLength() {
        requireOpen();
        return content.length;
    }

    /** Whether {@link #close()} was called. */
    public boolean isClosed() {
        return closed;
    }

    /** Overwrites the content with zeros. A second call does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(content, (byte) 0);
    }

    /** Compares contents in a time that does not depend on where they differ; a closed secret equals only itself. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Secret that)) {
            return false;
        }
        byte[] mine = copyIfOpen();
        byte[] theirs = that.copyIfOpen();
        if (mine == null || theirs == null) {
            return false;
        }
        try {
            return MessageDigest.isEqual(mine, theirs);
        } finally {
            Arrays.fill(mine, (byte) 0);
            Arrays.fill(theirs, (byte) 0);
        }
    }

    /** A hash under a key drawn once for each JVM, so that a logged hash code says nothing about the content. */
    @Override
    public synchronized int hashCode() {
        if (hash == 0 && !closed) {
            hash = HashKey.hash(content);
        }
        return hash;
    }

    /** Always {@code Secret[redacted]}. */
    @Override
    public String toString() {
        return "Secret[redacted]";
    }

    private synchronized byte @Nullable [] copyIfOpen() {
        return closed ? null : content.clone();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("This secret was closed and its content wiped");
        }
    }

    private static Secret encode(CharBuffer text) {
        // Room for the longest encoding, so that the encoder never leaves an outgrown copy behind.
        byte[] room = new byte[3 * text.remaining()];
        try {
            ByteBuffer bytes = ByteBuffer.wrap(room);
            CoderResult result = StandardCharsets.UTF_8.newEncoder().encode(text, bytes, true);
            if (result.isError()) {
                throw new IllegalArgumentException(
                        "The text of a secret holds half a surrogate pair and has no UTF-8 form");
            }
            return new Secret(Arrays.copyOf(room, bytes.position()));
        } finally {
            Arrays.fill(room, (byte) 0);
        }
    }

    /** Apart, so that a JVM which never hashes a secret never draws the key. */
    private static final class HashKey {
        private static final SecretKeySpec KEY = new SecretKeySpec(RANDOM.generateSeed(32), "HmacSHA256");

        private static int hash(byte[] content) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(KEY);
                return ByteBuffer.wrap(mac.doFinal(content)).getInt();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every Java platform has HmacSHA256", e);
            }
        }
    }
}
