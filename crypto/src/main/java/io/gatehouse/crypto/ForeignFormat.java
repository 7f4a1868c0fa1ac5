package io.gatehouse.crypto;

import io.gatehouse.core.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

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

    /**
     * Reads one stored value of a column of bytes; unless a format says otherwise, text in UTF-8.
     *
     * @param stored the value as it stands in the column
     * @return the secret
     * @throws ForeignFormatException if the value does not have the shape of this format, or could be read in two ways
     * @throws DecryptionException if the value is encrypted and does not open under the key of this format
     */
    default Secret read(byte[] stored) {
        try {
            return read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(stored))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new ForeignFormatException("This value of " + stored.length + " bytes is not text in UTF-8");
        }
    }
}
