package io.gatehouse.core.pki;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.PrivateKeyException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out what a file of unknown make is, and has the key in it read. */
final class KeyReader {
    private static final Set<String> KEY_LABELS =
            Set.of("PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY");

    private final @Nullable Secret passphrase;

    KeyReader(@Nullable Secret passphrase) {
        this.passphrase = passphrase;
    }

    PrivateKey read(byte[] content) {
        int start = skipBlanks(content);
        if (start == content.length) {
            throw notAKey("nothing at all");
        }
        if (content[start] == '{') {
            return Jwk.privateKey(new String(content, StandardCharsets.UTF_8));
        }
        if (Pem.looksLikePem(content)) {
            return readPem(new String(content, StandardCharsets.ISO_8859_1));
        }
        return new DerKeys(passphrase).read(content);
    }

    /** Whether a PEM block is a private key of a kind that {@link #readBlock} takes. */
    static boolean isKey(PemBlock block) {
        return KEY_LABELS.contains(block.label());
    }

    PrivateKey readBlock(PemBlock block) {
        DerKeys der = new DerKeys(passphrase);
        String dekInfo = block.headers().get("DEK-Info");
        if (dekInfo != null) {
            return der.read(new EncryptedKeys(passphrase).decryptLegacy(block.content(), dekInfo), true);
        }
        return der.read(block.content());
    }

    private PrivateKey readPem(String text) {
        List<PemBlock> blocks;
        try {
            blocks = Pem.parseLenient(text);
        } catch (PemException e) {
            throw new PrivateKeyException(Reason.MALFORMED, "The private key is not whole PEM. " + e.getMessage(), e);
        }
        List<PemBlock> keys = blocks.stream().filter(KeyReader::isKey).toList();
        if (keys.size() == 1) {
            return readBlock(keys.get(0));
        }
        if (keys.size() > 1) {
            throw new PrivateKeyException(
                    Reason.UNSUPPORTED,
                    "There are " + keys.size() + " private keys in one file. Give a file with one.");
        }
        throw withoutKey(blocks.get(0).label());
    }

    private static PrivateKeyException withoutKey(String label) {
        return switch (label) {
            case "CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE" -> notAKey("a certificate");
            case "PUBLIC KEY", "RSA PUBLIC KEY" -> notAKey("a public key");
            case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" -> notAKey("a certificate request");
            case "OPENSSH PRIVATE KEY" ->
                new PrivateKeyException(
                        Reason.UNSUPPORTED,
                        "This key is in OpenSSH's own format. Convert a copy: ssh-keygen -p -m PKCS8 -f <copy>");
            default ->
                label.endsWith("PRIVATE KEY")
                        ? new PrivateKeyException(
                                Reason.UNSUPPORTED,
                                "Gatehouse does not read a key in a block " + PemReader.shown(label)
                                        + ". Give an RSA, EC or Ed25519 key.")
                        : notAKey("a block " + PemReader.shown(label));
        };
    }

    static PrivateKeyException notAKey(String found) {
        return new PrivateKeyException(
                Reason.NOT_A_PRIVATE_KEY,
                "Found " + found + " where a private key belongs. Check that the files were not mixed up.");
    }

    private static int skipBlanks(byte[] content) {
        int start = 0;
        if (content.length >= 3
                && content[0] == (byte) 0xef
                && content[1] == (byte) 0xbb
                && content[2] == (byte) 0xbf) {
            start = 3;
        }
        while (start < content.length
                && (content[start] == ' ' || (content[start] >= '\t' && content[start] <= '\r'))) {
            start++;
        }
        return start;
    }
}
