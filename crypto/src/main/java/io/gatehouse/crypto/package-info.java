/**
 * Envelope encryption of stored secrets.
 *
 * <p>A {@linkplain io.gatehouse.crypto.KeyEncryptionKey key-encryption key} wraps a data key, the data key encrypts
 * the secret, and the result, an {@linkplain io.gatehouse.crypto.Envelope envelope}, opens only at the
 * {@linkplain io.gatehouse.crypto.Place place} it was made for. {@link io.gatehouse.crypto.EnvelopeCipher} is where to
 * start. The bytes are specified in {@code docs/spec/envelope-v1.md}.
 */
@NullMarked
package io.gatehouse.crypto;

import org.jspecify.annotations.NullMarked;
