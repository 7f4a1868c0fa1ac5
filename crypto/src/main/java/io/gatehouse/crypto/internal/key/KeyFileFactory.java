package io.gatehouse.crypto.internal.key;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import io.gatehouse.crypto.KeyEncryptionKeyFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Opens {@code file:/path}: 32 bytes as they are, or their base64. */
public final class KeyFileFactory implements KeyEncryptionKeyFactory {
    private static final String SCHEME = "file";
    private static final int KEY_BYTES = 32;

    /** Used by the service loader. */
    public KeyFileFactory() {}

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public List<Setting<?>> settings(URI uri) {
        return List.of();
    }

    @Override
    public KeyEncryptionKey open(URI uri, Settings settings) {
        Path file = FileUri.path(uri, null);
        try (Secret content = SecureFiles.readSecret(file)) {
            return NamedKey.open(SCHEME + ":" + file, () -> read(content));
        }
    }

    private static KeyEncryptionKey read(Secret content) {
        if (content.byteLength() != KEY_BYTES) {
            return KeyEncryptionKey.fromBase64(content);
        }
        if (content.withBytes(KeyFileFactory::isText)) {
            // Random bytes look like this once in 10^13 times; a passphrase or half a key in base64 always does.
            throw new KeyEncryptionKeyException(
                    "the 32 bytes are 32 characters of text, which is not a key of 32 random"
                            + " bytes; make one with: head -c32 /dev/urandom | base64");
        }
        return KeyEncryptionKey.fromBytes(content);
    }

    private static boolean isText(byte[] bytes) {
        for (byte each : bytes) {
            boolean printable = (each >= ' ' && each <= '~') || each == '\n' || each == '\r' || each == '\t';
            if (!printable) {
                return false;
            }
        }
        return true;
    }
}
