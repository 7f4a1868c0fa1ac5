package io.gatehouse.provider.kek.vault;

import io.gatehouse.crypto.KekId;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.provider.kek.vault.TransitClient.Answer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key in a Transit engine, with the binding as {@code associated_data}. A wrapped data key is the version of the key (four
 * bytes, the highest first) and what stands in base64 after {@code vault:vN:}. The text itself is not kept: it takes a third
 * more, and the server reads several texts as one.
 *
 * <p>Answers are searched for fields of base64 and of digits alone, which no JSON writer of the servers escapes.
 */
final class VaultKey implements KeyEncryptionKey {
    private static final Pattern CIPHERTEXT =
            Pattern.compile("\"ciphertext\"\\s*:\\s*\"vault:v([1-9][0-9]{0,8}):([A-Za-z0-9+/]{1,20000}={0,2})\"");
    private static final Pattern PLAINTEXT = Pattern.compile("\"plaintext\"\\s*:\\s*\"([A-Za-z0-9+/]{43}=)\"");
    private static final Pattern LATEST = Pattern.compile("\"latest_version\"\\s*:\\s*([1-9][0-9]{0,8})\\b");
    /** How Transit calls bytes that it did not make, or made with other associated data. */
    private static final Pattern FALSE = Pattern.compile(
            "invalid ciphertext.*|.*message authentication failed.*|.*unable to decrypt.*|.*no such key version.*");

    private static final int MAX_WRAPPED_BYTES = 16_000;

    private final String name;
    private final KekId id;
    private final String key;
    private final TransitClient transit;

    VaultKey(String name, String key, TransitClient transit) {
        this.name = name;
        this.id = KekId.ofName(name);
        this.key = key;
        this.transit = transit;
    }

    @Override
    public KekId id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long version() {
        Answer answer = transit.call("keys/" + key, null);
        Matcher latest = LATEST.matcher(answer.text());
        if (!answer.isSuccess() || !latest.find()) {
            throw transit.unavailable("the server does not tell its version (" + refusal(answer) + ")");
        }
        return Long.parseLong(latest.group(1));
    }

    @Override
    public long versionOf(byte[] wrappedKey) {
        return wrappedKey.length <= Integer.BYTES
                ? 0
                : Math.max(0, ByteBuffer.wrap(wrappedKey).getInt());
    }

    @Override
    public byte[] wrap(byte[] dataKey, byte[] binding) {
        Answer answer = transit.call("encrypt/" + key, body("plaintext", base64(dataKey), binding));
        Matcher ciphertext = CIPHERTEXT.matcher(answer.text());
        if (!answer.isSuccess() || !ciphertext.find()) {
            throw transit.unavailable("it wraps nothing (" + refusal(answer) + ")");
        }
        byte[] bytes = Base64.getDecoder().decode(ciphertext.group(2));
        return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(Integer.parseInt(ciphertext.group(1)))
                .put(bytes)
                .array();
    }

    @Override
    public Optional<byte[]> unwrap(byte[] wrappedKey, byte[] binding) {
        long version = versionOf(wrappedKey);
        if (version == 0 || wrappedKey.length > MAX_WRAPPED_BYTES) {
            return Optional.empty();
        }
        String ciphertext =
                "vault:v" + version + ":" + base64(Arrays.copyOfRange(wrappedKey, Integer.BYTES, wrappedKey.length));
        Answer answer = transit.call("decrypt/" + key, body("ciphertext", ciphertext, binding));
        if (!answer.isSuccess()) {
            if (FALSE.matcher(answer.text()).matches()) {
                return Optional.empty();
            }
            throw transit.unavailable("it unwraps nothing (" + refusal(answer) + ")");
        }
        Matcher plaintext = PLAINTEXT.matcher(answer.text());
        if (!plaintext.find()) {
            throw transit.unavailable("the server answers without a data key");
        }
        return Optional.of(Base64.getDecoder().decode(plaintext.group(1)));
    }

    @Override
    public String toString() {
        return "KeyEncryptionKey[" + id + ", " + name + "]";
    }

    /** Base64 needs no escapes in JSON. */
    private static String body(String field, String value, byte[] binding) {
        return "{\"" + field + "\":\"" + value + "\",\"associated_data\":\"" + base64(binding) + "\"}";
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Never the body of a success, which may hold a data key. */
    private static String refusal(Answer answer) {
        return answer.isSuccess() ? "an answer that is not Transit's" : answer.text();
    }
}
