package io.gatehouse.crypto.internal.key;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import io.gatehouse.crypto.KeyEncryptionKeyFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Opens {@code pkcs12:/path?alias=name}: a secret-key entry of 32 bytes, as {@code keytool -genseckey} makes it. */
public final class Pkcs12Factory implements KeyEncryptionKeyFactory {
    private static final String SCHEME = "pkcs12";
    private static final String ALIAS = "alias";
    private static final Setting<Secret> PASSWORD =
            Setting.secret("password", "the password of the file").required();
    private static final int KEY_BYTES = 32;
    private static final String REMEDY =
            "; make one with: keytool -genseckey -keyalg AES -keysize 256 -storetype PKCS12 -alias … -keystore …";

    /** Used by the service loader. */
    public Pkcs12Factory() {}

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public List<Setting<?>> settings(URI uri) {
        return List.of(PASSWORD);
    }

    @Override
    public KeyEncryptionKey open(URI uri, Settings settings) {
        Path file = FileUri.path(uri, ALIAS);
        String query = uri.getQuery();
        String alias = query == null ? null : query.substring(ALIAS.length() + 1);
        char[] password = settings.get(PASSWORD).exposeChars();
        try (Secret content = SecureFiles.readSecret(file)) {
            String name = SCHEME + ":" + file + (alias == null ? "" : "?alias=" + alias);
            return NamedKey.open(name, () -> content.withBytes(bytes -> read(bytes, alias, password)));
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static KeyEncryptionKey read(byte[] content, @Nullable String alias, char[] password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), password);
            String entry = entry(store, alias);
            if (!(store.getKey(entry, password) instanceof SecretKey key)) {
                throw new KeyEncryptionKeyException("the entry \"" + entry + "\" is not a secret key" + REMEDY);
            }
            return ofKey(key);
        } catch (IOException e) {
            boolean wrong = e.getCause() instanceof UnrecoverableKeyException;
            throw new KeyEncryptionKeyException(
                    wrong
                            ? "the password does not open the file; check the setting " + PASSWORD.name()
                            : "the file is not a PKCS#12 file, or is damaged; restore it from a backup");
        } catch (GeneralSecurityException e) {
            throw new KeyEncryptionKeyException(
                    "the file holds what this JVM cannot read (" + e.getMessage() + ")" + REMEDY);
        }
    }

    private static KeyEncryptionKey ofKey(SecretKey key) {
        byte[] encoded = key.getEncoded();
        try (Secret bytes = Secret.ofBytes(encoded)) {
            if (encoded.length != KEY_BYTES) {
                throw new KeyEncryptionKeyException("the key has " + encoded.length + " bytes, not 32" + REMEDY);
            }
            return KeyEncryptionKey.fromBytes(bytes);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static String entry(KeyStore store, @Nullable String alias) throws KeyStoreException {
        List<String> secretKeys = new ArrayList<>();
        for (String each : Collections.list(store.aliases())) {
            if (store.entryInstanceOf(each, KeyStore.SecretKeyEntry.class)) {
                secretKeys.add(each);
            }
        }
        if (alias != null && store.containsAlias(alias)) {
            return alias;
        }
        if (alias == null && secretKeys.size() == 1) {
            return secretKeys.get(0);
        }
        throw new KeyEncryptionKeyException(
                (alias == null ? "name one of the entries with ?alias=…" : "there is no entry \"" + alias + "\"")
                        + "; the secret keys in the file are " + secretKeys);
    }
}
