package io.gatehouse.crypto.internal.key;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyFactory;
import io.gatehouse.crypto.KeySetting;
import io.gatehouse.crypto.KeySettings;
import io.gatehouse.crypto.PassphraseKeyFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Opens {@code passphrase-file:/path}: a file that {@link PassphraseKeyFile} made. */
public final class PassphraseFileFactory implements KeyEncryptionKeyFactory {
    private static final String SCHEME = "passphrase-file";
    private static final String PASSPHRASE = "passphrase";

    /** Used by the service loader. */
    public PassphraseFileFactory() {}

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public List<KeySetting> settings(URI uri) {
        return List.of(KeySetting.required(PASSPHRASE, "the passphrase of the file"));
    }

    @Override
    public KeyEncryptionKey open(URI uri, KeySettings settings) {
        Path file = FileUri.path(uri, null);
        Secret passphrase = settings.secret(PASSPHRASE);
        return new NamedKey(PassphraseKeyFile.open(file, passphrase), SCHEME + ":" + file);
    }
}
