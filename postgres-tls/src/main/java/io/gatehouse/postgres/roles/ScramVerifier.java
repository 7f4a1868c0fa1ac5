package io.gatehouse.postgres.roles;

import io.gatehouse.core.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What PostgreSQL stores instead of a password (RFC 5803, RFC 7677): enough to check one, and to guess at weak ones.
 * Computed here, so that no clear password travels to the server or into its log. Immutable.
 */
public final class ScramVerifier {
    /** PostgreSQL's own default. */
    public static final int DEFAULT_ITERATIONS = 4096;

    /** pgjdbc refuses to work harder. */
    private static final int MOST_ITERATIONS = 100_000;

    private static final int SALT_BYTES = 16;
    private static final Pattern FORM =
            Pattern.compile("SCRAM-SHA-256\\$(\\d{1,6}):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");

    private final int iterations;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    private ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
        this.iterations = iterations;
        this.salt = salt;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    /**
     * A verifier with a fresh salt and PostgreSQL's number of iterations.
     *
     * @param password prepared here by SASLprep (RFC 4013), as PostgreSQL and its drivers do
     * @throws IllegalArgumentException for one that SASLprep forbids, which drivers treat each in its own way
     */
    public static ScramVerifier of(Secret password) {
        return of(password, DEFAULT_ITERATIONS);
    }

    /**
     * A verifier with a fresh salt.
     *
     * @param password prepared here by SASLprep (RFC 4013)
     * @param iterations 4096 to 100,000
     * @throws IllegalArgumentException for a password that SASLprep forbids, or another number
     */
    public static ScramVerifier of(Secret password, int iterations) {
        if (iterations < DEFAULT_ITERATIONS || iterations > MOST_ITERATIONS) {
            throw new IllegalArgumentException(iterations + " iterations are not " + DEFAULT_ITERATIONS + " to "
                    + MOST_ITERATIONS + "; pgjdbc refuses more");
        }
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return compute(password, iterations, salt);
    }

    /**
     * Reads what {@code pg_authid.rolpassword} holds.
     *
     * @return empty for anything but a SCRAM-SHA-256 verifier
     */
    public static Optional<ScramVerifier> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            return Optional.of(new ScramVerifier(
                    Integer.parseInt(matcher.group(1)),
                    base64.decode(matcher.group(2)),
                    base64.decode(matcher.group(3)),
                    base64.decode(matcher.group(4))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether this is the verifier of that password.
     *
     * @param password prepared here by SASLprep (RFC 4013)
     * @throws IllegalArgumentException for one that SASLprep forbids
     */
    public boolean matches(Secret password) {
        ScramVerifier other = compute(password, iterations, salt);
        return MessageDigest.isEqual(storedKey, other.storedKey) && MessageDigest.isEqual(serverKey, other.serverKey);
    }

    /** The text that {@code ALTER ROLE … PASSWORD} takes; keep it as you would the password. */
    public String exposeText() {
        Base64.Encoder base64 = Base64.getEncoder();
        return "SCRAM-SHA-256$" + iterations + ":" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(storedKey) + ":" + base64.encodeToString(serverKey);
    }

    /** Redacted. */
    @Override
    public String toString() {
        return "ScramVerifier[redacted]";
    }

    static Optional<String> problem(Secret password) {
        try {
            return Saslprep.problem(password.exposeText());
        } catch (IllegalStateException e) {
            return Optional.of("the password is not text in UTF-8, or was closed");
        }
    }

    private static ScramVerifier compute(Secret password, int iterations, byte[] salt) {
        problem(password).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        char[] chars = Saslprep.prepare(password.exposeText()).toCharArray();
        PBEKeySpec spec = new PBEKeySpec(chars, salt, Math.max(1, iterations), 256);
        Arrays.fill(chars, '\0');
        try {
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            byte[] clientKey = hmac(salted, "Client Key");
            byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
            byte[] serverKey = hmac(salted, "Server Key");
            Arrays.fill(salted, (byte) 0);
            Arrays.fill(clientKey, (byte) 0);
            return new ScramVerifier(iterations, salt, storedKey, serverKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2 and HMAC with SHA-256", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    }
}
