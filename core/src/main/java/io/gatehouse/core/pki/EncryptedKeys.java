package io.gatehouse.core.pki;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.PrivateKeyException.Reason;
import java.io.IOException;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.jspecify.annotations.Nullable;

/** Keys under a passphrase: PKCS#8 with PBES2 or the older schemes (RFC 8018, RFC 7292), and RFC 1421's DEK-Info. */
final class EncryptedKeys {
    // As slow to guess as OWASP asks of PBKDF2 with SHA-256; a key is read once, so that the 0.2 s do not matter.
    private static final int ITERATIONS = 600_000;
    private static final int SALT_BYTES = 16;

    private final @Nullable Secret passphrase;

    EncryptedKeys(@Nullable Secret passphrase) {
        this.passphrase = passphrase;
    }

    PrivateKeyInfo decryptPkcs8(byte[] der) {
        return withPassphrase(chars -> {
            try {
                return new PKCS8EncryptedPrivateKeyInfo(der)
                        .decryptPrivateKeyInfo(new JcePKCSPBEInputDecryptorProviderBuilder()
                                .setProvider(BouncyCastle.PROVIDER)
                                .build(chars));
            } catch (PKCSException | IOException | IllegalArgumentException | IllegalStateException e) {
                throw e.getCause() instanceof OperatorCreationException ? unknownScheme(e) : wrongPassphrase(e);
            }
        });
    }

    byte[] decryptLegacy(byte[] encrypted, String dekInfo) {
        int comma = dekInfo.indexOf(',');
        if (comma < 0) {
            throw new PrivateKeyException(
                    Reason.MALFORMED, "The key's DEK-Info header has no initialisation vector. Copy the key again.");
        }
        byte[] iv = initialisationVector(dekInfo.substring(comma + 1).strip());
        return withPassphrase(chars -> {
            try {
                return new JcePEMDecryptorProviderBuilder()
                        .setProvider(BouncyCastle.PROVIDER)
                        .build(chars)
                        .get(dekInfo.substring(0, comma).strip())
                        .decrypt(encrypted, iv);
            } catch (PEMException | OperatorCreationException | IllegalArgumentException e) {
                throw wrongPassphrase(e);
            }
        });
    }

    static byte[] encrypt(PrivateKey key, Secret passphrase) {
        return new EncryptedKeys(passphrase).withPassphrase(chars -> {
            try {
                PBKDF2Config pbkdf2 = new PBKDF2Config.Builder()
                        .withPRF(PBKDF2Config.PRF_SHA256)
                        .withIterationCount(ITERATIONS)
                        .withSaltLength(SALT_BYTES)
                        .build();
                return new PKCS8EncryptedPrivateKeyInfoBuilder(PrivateKeyInfo.getInstance(PrivateKeys.toPkcs8(key)))
                        .build(new JcePKCSPBEOutputEncryptorBuilder(pbkdf2, NISTObjectIdentifiers.id_aes256_CBC)
                                .setProvider(BouncyCastle.PROVIDER)
                                .build(chars))
                        .getEncoded();
            } catch (OperatorCreationException | IOException e) {
                throw new IllegalStateException("BouncyCastle has PBES2 with AES-256", e);
            }
        });
    }

    static PrivateKeyException wrongPassphrase(Exception cause) {
        return new PrivateKeyException(
                Reason.PASSPHRASE_WRONG,
                "The passphrase does not open the private key. Check for a blank or line end at its end.",
                cause);
    }

    static PrivateKeyException missingPassphrase() {
        return new PrivateKeyException(
                Reason.PASSPHRASE_MISSING, "The private key is encrypted. Give its passphrase as a Secret.");
    }

    private static PrivateKeyException unknownScheme(Exception cause) {
        return new PrivateKeyException(
                Reason.UNSUPPORTED,
                "The private key is encrypted by a scheme that is not known here. Convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc",
                cause);
    }

    private static byte[] initialisationVector(String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new PrivateKeyException(
                    Reason.MALFORMED, "The key's DEK-Info header is broken. Copy the key again.", e);
        }
    }

    private <R> R withPassphrase(Function<char[], R> use) {
        if (passphrase == null) {
            throw missingPassphrase();
        }
        char[] chars = passphrase.exposeChars();
        try {
            return use.apply(chars);
        } finally {
            Arrays.fill(chars, '\0');
        }
    }
}
