package io.gatehouse.crypto;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.ProviderLookup;
import io.gatehouse.core.spi.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.ServiceLoader;

/**
 * Opens key-encryption keys by URI.
 *
 * <pre>{@code
 * KeyEncryptionKey kek = KeyEncryptionKeys.open("file:/etc/gatehouse/kek");
 * }</pre>
 *
 * <p>This module opens {@code base64-setting:}, {@code file:}, {@code passphrase-file:} and {@code pkcs12:}; other schemes
 * come with providers' jars, which change nothing until a URI names them. A URI holds no secret: secrets are settings.
 *
 * <p>Safe for use by many threads.
 */
public final class KeyEncryptionKeys {
    private KeyEncryptionKeys() {}

    /**
     * Opens the key that the URI names, one that needs no settings.
     *
     * @see #open(String, Settings)
     */
    public static KeyEncryptionKey open(String uri) {
        return open(uri, Settings.none());
    }

    /**
     * Opens the key that the URI names. A key in this process is read and checked now; one behind a network is called for
     * the first time when it is used, or by {@link #probe}.
     *
     * @throws KeyEncryptionKeyException if the text is not a URI, or names no key, or the key is not fit for use
     * @throws io.gatehouse.core.spi.ProviderLookupException if no provider on the class or module path opens the scheme, or
     *     two do; it lists what was found
     * @throws io.gatehouse.core.InvalidModelException if a setting is missing, empty, unknown or makes no sense; it names
     *     every such setting
     * @throws io.gatehouse.core.SecureFileException if a file that the URI names cannot be read, or is open to others
     */
    public static KeyEncryptionKey open(String uri, Settings settings) {
        URI parsed = parse(uri);
        String scheme = parsed.getScheme().toLowerCase(Locale.ROOT);
        ServiceLoader<KeyEncryptionKeyFactory> found = ServiceLoader.load(KeyEncryptionKeyFactory.class);
        KeyEncryptionKeyFactory factory =
                ProviderLookup.byName("key-encryption key provider", found, KeyEncryptionKeyFactory::scheme, scheme);
        return factory.open(parsed, settings.checkedFor("key " + scheme + ":", factory.settings(parsed)));
    }

    /**
     * Wraps and unwraps 32 random bytes: a check at start that a key works, with whatever system holds it.
     *
     * @return the key that was given
     * @throws KeyUnavailableException if the system that holds the key does not answer, or refuses
     * @throws KeyEncryptionKeyException if it answers, but does not give back what it was given
     */
    public static KeyEncryptionKey probe(KeyEncryptionKey key) {
        try (Secret random = Secret.random(KeyDerivation.KEY_BYTES);
                Secret binding = Secret.random(KeyDerivation.KEY_BYTES)) {
            byte[] wrapped = random.withBytes(dataKey -> key.wrap(dataKey, binding.exposeBytes()));
            byte[] back = key.unwrap(wrapped, binding.exposeBytes()).orElseGet(() -> new byte[0]);
            try {
                if (!random.withBytes(dataKey -> MessageDigest.isEqual(dataKey, back))) {
                    throw new KeyEncryptionKeyException(key.name()
                            + " did not unwrap what it had wrapped a moment ago. Do not use it; look at the system that"
                            + " holds it");
                }
            } finally {
                Arrays.fill(back, (byte) 0);
            }
        }
        return key;
    }

    /** The text is never quoted: it may be the key itself, put in the wrong place. */
    private static URI parse(String uri) {
        try {
            URI parsed = new URI(uri.strip());
            if (parsed.getScheme() != null) {
                return parsed;
            }
        } catch (URISyntaxException e) {
            // Told below; the parser's own words quote the text.
        }
        throw new KeyEncryptionKeyException("The name of the key-encryption key (" + uri.length()
                + " characters) is not a URI; write one such as file:/etc/gatehouse/kek");
    }
}
