package io.gatehouse.crypto;

import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import java.net.URI;
import java.util.List;

/** A second provider of a scheme that is taken. */
public final class SecondFileFactory implements KeyEncryptionKeyFactory {
    @Override
    public String scheme() {
        return "file";
    }

    @Override
    public List<Setting<?>> settings(URI uri) {
        return List.of();
    }

    @Override
    public KeyEncryptionKey open(URI uri, Settings settings) {
        return TestKeys.OTHER_KEK;
    }
}
