package io.gatehouse.crypto;

import java.net.URI;
import java.util.List;

/** A second provider of a scheme that is taken. */
public final class SecondFileFactory implements KeyEncryptionKeyFactory {
    @Override
    public String scheme() {
        return "file";
    }

    @Override
    public List<KeySetting> settings(URI uri) {
        return List.of();
    }

    @Override
    public KeyEncryptionKey open(URI uri, KeySettings settings) {
        return TestKeys.OTHER_KEK;
    }
}
