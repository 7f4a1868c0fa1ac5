package io.gatehouse.crypto;

import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import java.net.URI;
import java.util.List;

/**
 * Opens key-encryption keys of one kind from their URIs. Declared as a service ({@code provides} in the module descriptor
 * and a file under {@code META-INF/services}) so that {@link KeyEncryptionKeys} finds it; it works only after a URI named
 * its scheme.
 *
 * <p>Implementations have a public constructor without parameters, hold no state and are safe for use by many threads.
 */
public interface KeyEncryptionKeyFactory {
    /** The scheme of the URIs that this factory opens, such as {@code aws-kms}; in lower case. */
    String scheme();

    /**
     * Every setting that the key of a URI takes; any other that a user gives is an error.
     *
     * @param uri of this factory's scheme
     */
    List<Setting<?>> settings(URI uri);

    /**
     * Opens the key. A key behind a network is not called yet: {@link KeyEncryptionKeys#probe} does that.
     *
     * @param uri of this factory's scheme; it holds no secret
     * @param settings checked against {@link #settings}: no unknown name, no empty value, nothing required missing. What is
     *     needed later is copied: the giver may close its secrets afterwards
     * @throws KeyEncryptionKeyException if the URI names no key, or the key is not fit for use
     * @throws io.gatehouse.core.InvalidModelException if a setting makes no sense
     */
    KeyEncryptionKey open(URI uri, Settings settings);
}
