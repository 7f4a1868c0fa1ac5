package io.gatehouse.provider.kek.pkcs11;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import io.gatehouse.crypto.KeyEncryptionKeyFactory;
import io.gatehouse.crypto.KeyEncryptionKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code pkcs11:slot-id=…;object=…?module-path=…} (RFC 7512) with the setting {@code pin}.
 *
 * <p>The key is an AES key of 256 bits that the token does not hand out. Opening it logs in, finds it and tries it.
 */
public final class Pkcs11KeyFactory implements KeyEncryptionKeyFactory {
    private static final Setting<Secret> PIN =
            Setting.secret("pin", "the user PIN of the token").required();
    private static final String JDK_PROVIDER = "SunPKCS11";

    /** Used by the service loader. */
    public Pkcs11KeyFactory() {}

    @Override
    public String scheme() {
        return "pkcs11";
    }

    @Override
    public List<Setting<?>> settings(URI uri) {
        return List.of(PIN);
    }

    @Override
    public KeyEncryptionKey open(URI uri, Settings settings) {
        Pkcs11Uri where = Pkcs11Uri.parse(uri);
        Provider provider = provider(where);
        char[] pin = settings.get(PIN).exposeChars();
        try {
            KeyStore token = KeyStore.getInstance("PKCS11", provider);
            token.load(null, pin);
            return KeyEncryptionKeys.probe(new Pkcs11Key(where.name(), provider, key(token, where)));
        } catch (IOException e) {
            throw refused(
                    where,
                    e.getCause() instanceof UnrecoverableKeyException
                            ? "the token refuses the PIN (" + Pkcs11Key.reason(e)
                                    + "); check the setting pin before another try, as tokens lock after a few"
                            : "the token cannot be read (" + Pkcs11Key.reason(e) + ")",
                    e);
        } catch (GeneralSecurityException | ProviderException e) {
            throw refused(where, "the token cannot be used (" + Pkcs11Key.reason(e) + ")", e);
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    private static Provider provider(Pkcs11Uri where) {
        if (!Files.isRegularFile(where.module())) {
            throw new KeyEncryptionKeyException(
                    where.name() + ": there is no PKCS#11 library " + where.module() + "; correct module-path");
        }
        Provider jdk = Security.getProvider(JDK_PROVIDER);
        if (jdk == null) {
            throw new KeyEncryptionKeyException(where.name() + ": this Java runtime has no provider " + JDK_PROVIDER
                    + "; add the module jdk.crypto.cryptoki to it");
        }
        try {
            Provider provider = jdk.configure(where.configuration());
            if (provider.getService("KeyStore", "PKCS11") == null) {
                throw refused(where, "there is no token in slot " + Long.toUnsignedString(where.slot()), null);
            }
            return provider;
        } catch (InvalidParameterException | ProviderException e) {
            throw refused(where, "the library does not start with that slot (" + Pkcs11Key.reason(e) + ")", e);
        }
    }

    private static SecretKey key(KeyStore token, Pkcs11Uri where) throws GeneralSecurityException {
        if (!(token.getKey(where.label(), null) instanceof SecretKey key)) {
            List<String> there = Collections.list(token.aliases());
            throw refused(where, "there is no secret key of that label; those in the token are " + there, null);
        }
        if (key.getEncoded() != null) {
            throw refused(
                    where,
                    "the token hands this key out; make one with CKA_SENSITIVE and without CKA_EXTRACTABLE, such as"
                            + " pkcs11-tool --keygen --key-type aes:32 --sensitive",
                    null);
        }
        Pkcs11Key.requireAes256(where.name(), key);
        return key;
    }

    private static KeyEncryptionKeyException refused(Pkcs11Uri where, String what, @Nullable Exception cause) {
        String message = where.name() + " in slot " + Long.toUnsignedString(where.slot()) + " of " + where.module()
                + " is refused: " + what;
        return cause == null ? new KeyEncryptionKeyException(message) : new KeyEncryptionKeyException(message, cause);
    }
}
