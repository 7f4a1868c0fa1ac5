package io.gatehouse.crypto;

import io.gatehouse.core.Secret;

/**
 * Reads secrets as another product stored them, so that they can be moved into envelopes.
 *
 * <p>Implementations are immutable and safe for use by several threads.
 */
@FunctionalInterface
public interface ForeignFormat {
    /**
     * Reads one stored value.
     *
     * @param stored the value as it stands in the column
     * @return the secret
     * @throws ForeignFormatException if the value does not have the shape of this format, or could be read in two ways
     * @throws DecryptionException if the value is encrypted and does not open under the key of this format
     */
    Secret read(String stored);
}
