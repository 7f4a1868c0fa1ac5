package io.gatehouse.crypto.internal.key;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import io.gatehouse.crypto.KeyEncryptionKeyFactory;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/** Opens {@code base64-setting:NAME}: the setting of that name is the base64 of 32 bytes. */
public final class Base64SettingFactory implements KeyEncryptionKeyFactory {
    private static final String SCHEME = "base64-setting";
    /** No base64 of 32 bytes fits: it has 43 characters and more. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,39}");

    /** Used by the service loader. */
    public Base64SettingFactory() {}

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public List<Setting<?>> settings(URI uri) {
        return List.of(setting(uri));
    }

    @Override
    public KeyEncryptionKey open(URI uri, Settings settings) {
        Secret base64 = settings.get(setting(uri));
        return NamedKey.open(SCHEME + ":" + name(uri), () -> KeyEncryptionKey.fromBase64(base64));
    }

    private static Setting<Secret> setting(URI uri) {
        return Setting.secret(name(uri), "the base64 of 32 bytes (head -c32 /dev/urandom | base64)")
                .required();
    }

    private static String name(URI uri) {
        String name = uri.getRawSchemeSpecificPart();
        if (!NAME.matcher(name).matches()) {
            // Not quoted: whoever misreads the scheme writes the key here.
            throw new KeyEncryptionKeyException(
                    "After base64-setting: comes the name of the setting that holds the key (" + NAME
                            + "), never the key itself; there are " + name.length() + " characters of something else");
        }
        return name;
    }
}
