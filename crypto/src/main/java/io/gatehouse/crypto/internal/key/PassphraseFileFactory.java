package io.gatehouse.crypto.internal.key;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyFactory;
import io.gatehouse.crypto.PassphraseKeyFile;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Opens {@code passphrase-file:/path}: a file that {@link PassphraseKeyFile} made. */
public final class PassphraseFileFactory implements KeyEncryptionKeyFactory {
    private static final String SCHEME = "passphrase-file";
    private static final Setting<Secret> PASSPHRASE =
            Setting.secret("passphrase", "the passphrase of the file").required();

    /** Used by the service loader. */
    public PassphraseFileFactory() {}

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public List<Setting<?>> settings(URI uri) {
        return List.of(PASSPHRASE);
    }

    @Override
    public KeyEncryptionKey open(URI uri, Settings settings) {
        Path file = FileUri.path(uri, null);
        Secret passphrase = settings.get(PASSPHRASE);
        return new NamedKey(PassphraseKeyFile.open(file, passphrase), SCHEME + ":" + file);
    }
}
