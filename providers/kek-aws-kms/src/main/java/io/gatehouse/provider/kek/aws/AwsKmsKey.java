package io.gatehouse.provider.kek.aws;

import io.gatehouse.crypto.KekId;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyUnavailableException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * A key in KMS. A data key is wrapped by the operation Encrypt; the encryption context holds the SHA-256 of the binding,
 * since a context is limited in size, must not be empty and is written into CloudTrail.
 *
 * <p>KMS rotates the bytes behind a key by itself and unwraps what each of them wrapped: there are no versions to see.
 */
final class AwsKmsKey implements KeyEncryptionKey {
    private static final String CONTEXT = "gatehouse-binding";
    /** The most that Decrypt takes. */
    private static final int MAX_CIPHERTEXT_BYTES = 6_144;

    private static final String ACCESS_DENIED = "AccessDeniedException";
    private static final int DATA_KEY_BYTES = 32;

    private final KeyArn arn;
    private final String name;
    private final KekId id;
    private final KmsClient kms;
    private final Duration timeLimit;

    AwsKmsKey(KeyArn arn, KmsClient kms, Duration timeLimit) {
        this.arn = arn;
        this.name = "aws-kms:" + arn.text();
        this.id = KekId.ofName(name);
        this.kms = kms;
        this.timeLimit = timeLimit;
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
    public byte[] wrap(byte[] dataKey, byte[] binding) {
        try {
            EncryptResponse answer = kms.encrypt(request -> request.keyId(arn.text())
                    .plaintext(SdkBytes.fromByteArray(dataKey))
                    .encryptionContext(context(binding)));
            if (answer.ciphertextBlob() == null || !arn.text().equals(answer.keyId())) {
                throw unavailable("an answer that is not this key's");
            }
            return answer.ciphertextBlob().asByteArray();
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    @Override
    public Optional<byte[]> unwrap(byte[] wrappedKey, byte[] binding) {
        if (wrappedKey.length == 0 || wrappedKey.length > MAX_CIPHERTEXT_BYTES) {
            return Optional.empty();
        }
        try {
            return decrypt(wrappedKey, binding);
        } catch (InvalidCiphertextException | IncorrectKeyException e) {
            return Optional.empty();
        } catch (SdkException e) {
            if (isDenied(e) && mayUnwrap(binding)) {
                return Optional.empty();
            }
            throw unavailable(e);
        }
    }

    private Optional<byte[]> decrypt(byte[] wrappedKey, byte[] binding) {
        DecryptResponse answer = kms.decrypt(request -> request.keyId(arn.text())
                .ciphertextBlob(SdkBytes.fromByteArray(wrappedKey))
                .encryptionContext(context(binding)));
        if (answer.keyId() == null || answer.plaintext() == null) {
            throw unavailable("an answer without a data key");
        }
        // A service that ignores the key asked for must not make this key seem to have wrapped it.
        return arn.text().equals(answer.keyId())
                ? Optional.of(answer.plaintext().asByteArray())
                : Optional.empty();
    }

    private static boolean isDenied(SdkException e) {
        return e instanceof KmsException kms
                && kms.awsErrorDetails() != null
                && ACCESS_DENIED.equals(kms.awsErrorDetails().errorCode());
    }

    /**
     * KMS denies access to a client without rights, and also to a ciphertext that names a key it cannot find. A client that
     * can unwrap what it wraps now has the rights: then the ciphertext is false.
     */
    private boolean mayUnwrap(byte[] binding) {
        try {
            return decrypt(wrap(new byte[DATA_KEY_BYTES], binding), binding).isPresent();
        } catch (SdkException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "KeyEncryptionKey[" + id + ", " + name + "]";
    }

    /** The answer is not quoted: it may hold a data key. */
    private KeyUnavailableException unavailable(String answer) {
        return new KeyUnavailableException(
                name + " cannot be used now: KMS gave " + answer + ". Find out what answers in its place", null);
    }

    private KeyUnavailableException unavailable(SdkException e) {
        if (e instanceof KmsException kms && kms.awsErrorDetails() != null) {
            return new KeyUnavailableException(
                    name + " cannot be used now: KMS says "
                            + kms.awsErrorDetails().errorCode() + " ("
                            + kms.awsErrorDetails().errorMessage() + "), request " + kms.requestId()
                            + ". The client needs kms:Encrypt and kms:Decrypt on a symmetric key that is enabled",
                    e);
        }
        return new KeyUnavailableException(
                name + " cannot be used now: KMS did not answer, and has " + timeLimit + " for it (" + e.getMessage()
                        + "). Check the network, the endpoint and the credentials",
                e);
    }

    private static Map<String, String> context(byte[] binding) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(binding);
            return Map.of(CONTEXT, Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
