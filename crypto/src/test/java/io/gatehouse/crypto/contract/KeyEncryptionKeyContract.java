package io.gatehouse.crypto.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What every {@link KeyEncryptionKey} must do. Extend it, say how to open two keys, and run it as a JUnit 5 test class.
 *
 * <p>Opening a key twice stands for two processes, or one process before and after a restart: what one wrapped, the other
 * unwraps. Every test uses a data key of its own, and none of them changes the keys.
 */
public abstract class KeyEncryptionKeyContract {
    private static final int DATA_KEY_BYTES = 32;
    private static final int THREADS = 4;
    private static final int MAX_WRAPPED_BYTES = 16_000;
    private static final int ROUNDS = 25;
    /** A test that hangs has failed; no key may take longer for its rounds. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private KeyEncryptionKey key;

    /** Opens the key. Each call returns another object for one and the same key. */
    protected abstract KeyEncryptionKey key();

    /** Opens another key, such as the one that was primary before. */
    protected abstract KeyEncryptionKey otherKey();

    /**
     * The bytes that must show nowhere: the key itself where this process holds it, else the credential that reaches it.
     */
    protected abstract byte[] secret();

    /**
     * Opens a key whose system cannot be reached, or refuses this client.
     *
     * @return empty for a key in this process, which is always there
     */
    protected Optional<KeyEncryptionKey> unreachableKey() {
        return Optional.empty();
    }

    /**
     * Makes a new version of {@link #otherKey()} where it is held.
     *
     * @return whether the key has versions that this can be done to
     */
    protected boolean makeNewVersionOfOtherKey() {
        return false;
    }

    /** For JUnit and for subclasses. */
    protected KeyEncryptionKeyContract() {}

    @BeforeEach
    public final void openKey() {
        key = key();
    }

    @Test
    public void whatWasWrappedIsUnwrapped() {
        byte[] wrapped = key.wrap(dataKey(1), binding(44));
        assertUnwraps(dataKey(1), key, wrapped, binding(44));
    }

    @Test
    public void aKeyOutlivesTheProcess() {
        byte[] wrapped = key.wrap(dataKey(1), binding(44));
        KeyEncryptionKey afterwards = key();
        assertEquals(key.id(), afterwards.id());
        assertUnwraps(dataKey(1), afterwards, wrapped, binding(44));
    }

    @Test
    public void everyDataKeyComesBackAsItself() {
        for (byte[] each : new byte[][] {new byte[DATA_KEY_BYTES], filled((byte) 0xff), dataKey(0x80)}) {
            assertUnwraps(each, key, key.wrap(each, binding(44)), binding(44));
        }
    }

    @Test
    public void aBindingHasAnyLength() {
        for (int length : new int[] {0, 1, 16, 44, 255, 256, 4_000}) {
            assertUnwraps(dataKey(length), key, key.wrap(dataKey(length), binding(length)), binding(length));
        }
    }

    @Test
    public void anotherBindingUnwrapsNothing() {
        byte[] wrapped = key.wrap(dataKey(1), binding(44));
        for (int at = 0; at < 44; at++) {
            assertEquals(Optional.empty(), key.unwrap(wrapped, flipped(binding(44), at)), "byte " + at);
        }
        assertEquals(Optional.empty(), key.unwrap(wrapped, new byte[0]));
        assertEquals(Optional.empty(), key.unwrap(wrapped, binding(43)));
        assertEquals(Optional.empty(), key.unwrap(wrapped, binding(45)));
        assertEquals(Optional.empty(), key.unwrap(wrapped, Arrays.copyOf(binding(44), 45)));
    }

    @Test
    public void noBindingIsABindingToo() {
        byte[] wrapped = key.wrap(dataKey(1), new byte[0]);
        assertEquals(Optional.empty(), key.unwrap(wrapped, new byte[1]));
        assertEquals(Optional.empty(), key.unwrap(wrapped, binding(44)));
    }

    @Test
    public void aChangedByteUnwrapsNothing() {
        byte[] wrapped = key.wrap(dataKey(1), binding(44));
        for (int at = 0; at < wrapped.length; at++) {
            assertEquals(Optional.empty(), key.unwrap(flipped(wrapped, at), binding(44)), "byte " + at);
        }
    }

    @Test
    public void whatIsTooShortOrTooLongUnwrapsNothing() {
        byte[] wrapped = key.wrap(dataKey(1), binding(44));
        for (int length = 0; length < wrapped.length; length++) {
            assertEquals(Optional.empty(), key.unwrap(Arrays.copyOf(wrapped, length), binding(44)), length + " bytes");
        }
        assertEquals(Optional.empty(), key.unwrap(Arrays.copyOf(wrapped, wrapped.length + 1), binding(44)));
        assertEquals(Optional.empty(), key.unwrap(Arrays.copyOf(wrapped, 2 * wrapped.length), binding(44)));
    }

    @Test
    public void whatNoKeyWrappedUnwrapsNothing() {
        assertEquals(Optional.empty(), key.unwrap(dataKey(1), binding(44)));
        int length = key.wrap(dataKey(1), binding(44)).length;
        assertEquals(Optional.empty(), key.unwrap(new byte[length], binding(44)));
    }

    @Test
    public void anotherKeyUnwrapsNothing() {
        KeyEncryptionKey other = otherKey();
        assertNotEquals(key.id(), other.id());
        byte[] wrapped = key.wrap(dataKey(1), binding(44));
        byte[] theirs = other.wrap(dataKey(1), binding(44));
        assertEquals(Optional.empty(), other.unwrap(wrapped, binding(44)));
        assertEquals(Optional.empty(), key.unwrap(theirs, binding(44)));
        assertUnwraps(dataKey(1), other, theirs, binding(44));
    }

    @Test
    public void wrappingAgainIsHarmless() {
        byte[] first = key.wrap(dataKey(1), binding(44));
        byte[] second = key.wrap(dataKey(1), binding(44));
        byte[] different = key.wrap(dataKey(2), binding(44));
        byte[] elsewhere = key.wrap(dataKey(1), binding(43));
        assertUnwraps(dataKey(1), key, first, binding(44));
        assertUnwraps(dataKey(1), key, second, binding(44));
        assertFalse(Arrays.equals(first, different), "two data keys look the same when wrapped");
        assertFalse(Arrays.equals(first, elsewhere), "a data key looks the same under two bindings");
    }

    @Test
    public void whatIsHandedInIsLeftAsItIsAndNotKept() {
        byte[] dataKey = dataKey(1);
        byte[] binding = binding(44);
        byte[] wrapped = key.wrap(dataKey, binding);
        assertArrayEquals(dataKey(1), dataKey);
        assertArrayEquals(binding(44), binding);

        byte[] kept = wrapped.clone();
        assertUnwraps(dataKey(1), key, wrapped, binding);
        assertArrayEquals(kept, wrapped);
        // A caller wipes its arrays, as it must; nothing may hang on them.
        Arrays.fill(dataKey, (byte) 0);
        Arrays.fill(binding, (byte) 0);
        assertUnwraps(dataKey(1), key, wrapped, binding(44));
        Arrays.fill(wrapped, (byte) 0);
        assertUnwraps(dataKey(1), key, kept, binding(44));
    }

    @Test
    public void everyUnwrapHandsOutAnArrayOfItsOwn() {
        byte[] wrapped = key.wrap(dataKey(1), binding(44));
        Arrays.fill(key.unwrap(wrapped, binding(44)).orElseThrow(), (byte) 0);
        assertUnwraps(dataKey(1), key, wrapped, binding(44));
    }

    @Test
    public void theDataKeyIsNotInWhatIsWrapped() {
        String wrapped = HexFormat.of().formatHex(key.wrap(dataKey(1), binding(44)));
        assertFalse(wrapped.contains(HexFormat.of().formatHex(dataKey(1))));
        // Half of it would be too much as well.
        assertFalse(wrapped.contains(HexFormat.of().formatHex(Arrays.copyOf(dataKey(1), DATA_KEY_BYTES / 2))));
    }

    @Test
    public void itsTextNamesTheIdAndNoSecret() {
        String text = key.toString();
        assertTrue(text.contains(key.id().text()), () -> "no id in " + text);
        assertFalse(text.contains(new String(secret(), StandardCharsets.ISO_8859_1)));
        assertFalse(text.contains(Base64.getEncoder().encodeToString(secret())));
        assertFalse(text.toLowerCase(Locale.ROOT).contains(HexFormat.of().formatHex(secret())));
    }

    @Test
    public void itsNameIsOneLineForLogsWithoutASecret() {
        assertFalse(key.name().isBlank());
        assertTrue(key.name().chars().noneMatch(Character::isISOControl), "a control character in the name");
        assertEquals(key.name(), key().name());
        assertFalse(key.name().contains(new String(secret(), StandardCharsets.ISO_8859_1)));
        assertFalse(key.name().contains(Base64.getEncoder().encodeToString(secret())));
    }

    @Test
    public void aWrappedKeyFitsIntoAnEnvelope() {
        for (int length : new int[] {0, 44, 4_000}) {
            int size = key.wrap(dataKey(1), binding(length)).length;
            assertTrue(size >= DATA_KEY_BYTES && size <= MAX_WRAPPED_BYTES, size + " bytes");
        }
    }

    @Test
    public void whatIsWrappedNowShowsTheVersionOfNow() {
        assertEquals(key.version(), key.versionOf(key.wrap(dataKey(1), binding(44))));
    }

    @Test
    public void bytesThatNoKeyWrappedHaveSomeVersionOrNone() {
        for (int length : new int[] {0, 1, 40, 5_000}) {
            assertTrue(key.versionOf(new byte[length]) >= 0);
            assertTrue(key.versionOf(counting(0x20, length)) >= 0);
        }
    }

    @Test
    public void aNewVersionUnwrapsWhatTheOldOneWrapped() {
        KeyEncryptionKey rotated = otherKey();
        long before = rotated.version();
        byte[] old = rotated.wrap(dataKey(1), binding(44));
        assumeTrue(makeNewVersionOfOtherKey(), "this key has no versions");

        KeyEncryptionKey afterwards = otherKey();
        assertEquals(rotated.id(), afterwards.id());
        assertTrue(afterwards.version() > before, "a new version has a greater number");
        assertEquals(before, afterwards.versionOf(old));
        assertUnwraps(dataKey(1), afterwards, old, binding(44));
        byte[] young = afterwards.wrap(dataKey(1), binding(44));
        assertEquals(afterwards.version(), afterwards.versionOf(young));
        assertUnwraps(dataKey(1), afterwards, young, binding(44));
    }

    /** Never an empty answer: that would call a good envelope false. */
    @Test
    public void aSystemThatIsDownMakesTheKeyUnavailable() {
        Optional<KeyEncryptionKey> down = unreachableKey();
        assumeTrue(down.isPresent(), "this key is always there");

        KeyEncryptionKey unreachable = down.orElseThrow();
        byte[] wrapped = key.wrap(dataKey(1), binding(44));
        assertUnavailable(unreachable, () -> unreachable.wrap(dataKey(1), binding(44)));
        assertUnavailable(unreachable, () -> unreachable.unwrap(wrapped, binding(44)));
    }

    private void assertUnavailable(KeyEncryptionKey unreachable, Executable call) {
        String message =
                String.valueOf(assertThrows(KeyUnavailableException.class, call).getMessage());
        assertTrue(message.contains(unreachable.name()), () -> "no name in " + message);
        assertFalse(message.contains(new String(secret(), StandardCharsets.ISO_8859_1)));
        assertFalse(message.contains(HexFormat.of().formatHex(dataKey(1))));
        assertFalse(message.contains(Base64.getEncoder().encodeToString(dataKey(1))));
    }

    @Test
    public void manyThreadsShareAKey() throws Exception {
        byte[] shared = key.wrap(dataKey(99), binding(44));
        CompletableFuture<?>[] threads = IntStream.range(0, THREADS)
                .mapToObj(thread -> CompletableFuture.runAsync(() -> wrapAndUnwrap(thread, shared)))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(threads).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private void wrapAndUnwrap(int thread, byte[] shared) {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mine = dataKey(thread * ROUNDS + round);
            byte[] binding = binding(16 + thread);
            assertUnwraps(mine, key, key.wrap(mine, binding), binding);
            assertUnwraps(dataKey(99), key, shared, binding(44));
            assertEquals(Optional.empty(), key.unwrap(shared, binding));
        }
    }

    private static void assertUnwraps(byte[] expected, KeyEncryptionKey key, byte[] wrapped, byte[] binding) {
        assertArrayEquals(expected, key.unwrap(wrapped, binding).orElseThrow());
    }

    private static byte[] dataKey(int start) {
        return counting(start, DATA_KEY_BYTES);
    }

    private static byte[] binding(int length) {
        return counting(7, length);
    }

    private static byte[] counting(int start, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (start + i);
        }
        return bytes;
    }

    private static byte[] filled(byte value) {
        byte[] bytes = new byte[DATA_KEY_BYTES];
        Arrays.fill(bytes, value);
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        copy[at] ^= 1;
        return copy;
    }
}
