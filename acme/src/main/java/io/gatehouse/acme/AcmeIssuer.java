package io.gatehouse.acme;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A CA and our account at it: where the CA is, the key that is the account, and what the CA may ask for when the account
 * is opened (RFC 8555, section 7.3). Immutable; {@link #toString()} shows no key.
 *
 * <pre>{@code
 * AcmeIssuer zeroSsl = AcmeIssuer.builder(AcmeDirectory.zeroSsl(), AccountKey.file(Path.of("zerossl.pem")))
 *         .agreeToTerms()
 *         .externalAccount("key id", hmacKey)
 *         .build();
 * }</pre>
 */
public final class AcmeIssuer {
    /** Some CAs sign within the request; none takes a minute. */
    private static final Duration CALL_LIMIT = Duration.ofMinutes(1);

    private final AcmeDirectory directory;
    private final AccountKey key;
    private final List<URI> contacts;
    private final boolean agreedToTerms;
    private final boolean existingAccountOnly;
    private final @Nullable ExternalAccount externalAccount;
    private final @Nullable String profile;
    private final Duration callLimit;

    /** What a CA gives its customers to open an ACME account with (RFC 8555, section 7.3.4); the key is decoded. */
    record ExternalAccount(String keyId, Secret macKey, HmacAlgorithm algorithm) {}

    private AcmeIssuer(Builder builder) {
        this.directory = builder.directory;
        this.key = builder.key;
        this.contacts = List.copyOf(builder.contacts);
        this.agreedToTerms = builder.agreedToTerms;
        this.existingAccountOnly = builder.existingAccountOnly;
        this.externalAccount = builder.externalAccount;
        this.profile = builder.profile;
        this.callLimit = builder.callLimit;
    }

    /** Begins with the CA and the account's key. */
    public static Builder builder(AcmeDirectory directory, AccountKey account) {
        return new Builder(directory, account);
    }

    /** The CA. */
    public AcmeDirectory directory() {
        return directory;
    }

    AccountKey key() {
        return key;
    }

    List<URI> contacts() {
        return contacts;
    }

    boolean agreedToTerms() {
        return agreedToTerms;
    }

    boolean existingAccountOnly() {
        return existingAccountOnly;
    }

    Optional<ExternalAccount> externalAccount() {
        return Optional.ofNullable(externalAccount);
    }

    Optional<String> profile() {
        return Optional.ofNullable(profile);
    }

    Duration callLimit() {
        return callLimit;
    }

    /** The CA's address and where the key comes from. */
    @Override
    public String toString() {
        return "AcmeIssuer[" + directory.uri() + ", " + key + "]";
    }

    /**
     * An e-mail address as the URI that CAs take.
     *
     * @throws IllegalArgumentException if it is not one address
     */
    static URI mailto(String email) {
        String address = email.startsWith("mailto:") ? email.substring("mailto:".length()) : email;
        if (!address.matches("[^\\s@,?]+@[^\\s@,?]+")) {
            throw new IllegalArgumentException("is \"" + email + "\"; give one e-mail address");
        }
        return URI.create("mailto:" + address);
    }

    /** Collects what makes an {@link AcmeIssuer}. Not safe for use by many threads. */
    public static final class Builder {
        private final AcmeDirectory directory;
        private final AccountKey key;
        private final List<URI> contacts = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private boolean agreedToTerms;
        private boolean existingAccountOnly;
        private @Nullable ExternalAccount externalAccount;
        private @Nullable String profile;
        private Duration callLimit = CALL_LIMIT;

        private Builder(AcmeDirectory directory, AccountKey key) {
            this.directory = directory;
            this.key = key;
        }

        /**
         * An e-mail address the CA may write to, with or without {@code mailto:}. Given when the account is opened; an
         * account that exists keeps what it has. None by default: Let's Encrypt no longer writes.
         */
        public Builder contact(String email) {
            try {
                contacts.add(mailto(email));
            } catch (IllegalArgumentException e) {
                problems.add(new Problem("contact", String.valueOf(e.getMessage())));
            }
            return this;
        }

        /** Agrees to the CA's terms of service, which you have read. CAs open no account without. */
        public Builder agreeToTerms() {
            this.agreedToTerms = true;
            return this;
        }

        /** Never opens an account: the key must be known to the CA already (RFC 8555, section 7.3.1). */
        public Builder existingAccountOnly() {
            this.existingAccountOnly = true;
            return this;
        }

        /**
         * The customer's account that a new ACME account is bound to (RFC 8555, section 7.3.4), authenticated with
         * HMAC-SHA-256, as nearly every CA wants it.
         *
         * @param keyId what the CA calls the key
         * @param hmacKey the key as the CA shows it: base64url text
         */
        public Builder externalAccount(String keyId, Secret hmacKey) {
            return externalAccount(keyId, hmacKey, HmacAlgorithm.HS256);
        }

        /**
         * The same with the algorithm that the CA names.
         *
         * @param keyId what the CA calls the key
         * @param hmacKey the key as the CA shows it: base64url text
         */
        public Builder externalAccount(String keyId, Secret hmacKey, HmacAlgorithm algorithm) {
            if (keyId.isBlank()) {
                problems.add(new Problem("externalAccount", "has no key ID; copy it from your account at the CA"));
            }
            Optional<Secret> macKey = hmacKey.withBytes(Builder::decoded);
            if (macKey.isEmpty()) {
                problems.add(new Problem(
                        "externalAccount",
                        "has a key that is not base64url text; copy the HMAC key from your account at the CA"));
            } else {
                externalAccount = new ExternalAccount(keyId, macKey.get(), algorithm);
            }
            return this;
        }

        /**
         * The profile of certificates ordered here when a request names none; by default the CA chooses. It may be
         * {@code shortlived} at one CA and unknown at the next, so that it belongs to the issuer.
         */
        public Builder profile(String name) {
            this.profile = name;
            return this;
        }

        /** How long a single call of the CA may take, to the last byte of its answer; one minute by default. */
        public Builder callLimit(Duration limit) {
            this.callLimit = limit;
            return this;
        }

        /**
         * The issuer. Talks to nobody yet.
         *
         * @throws InvalidModelException if something makes no sense; it names everything that does not
         */
        public AcmeIssuer build() {
            List<Problem> found = new ArrayList<>(problems);
            if (callLimit.isNegative() || callLimit.isZero()) {
                found.add(new Problem("callLimit", "is " + callLimit + "; give a time above zero"));
            }
            if (!found.isEmpty()) {
                throw new InvalidModelException("ACME issuer", found);
            }
            return new AcmeIssuer(this);
        }

        /** CAs mean base64url and some write base64. Empty for other text. */
        private static Optional<Secret> decoded(byte[] text) {
            byte[] url = new byte[text.length];
            int length = 0;
            for (byte b : text) {
                switch (b) {
                    case ' ', '\t', '\r', '\n', '=' -> {}
                    case '+' -> url[length++] = '-';
                    case '/' -> url[length++] = '_';
                    default -> url[length++] = b;
                }
            }
            byte[] trimmed = Arrays.copyOf(url, length);
            try {
                return length == 0
                        ? Optional.empty()
                        : Optional.of(Secret.adopt(Base64.getUrlDecoder().decode(trimmed)));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            } finally {
                Arrays.fill(url, (byte) 0);
                Arrays.fill(trimmed, (byte) 0);
            }
        }
    }
}
