package io.gatehouse.crypto;

/** Derives the AES-256-GCM key of a message from the first half of its nonce. Not safe for use by several threads. */
interface MessageKeys {
    /**
     * The key for the {@value MessageCipher#HALF_NONCE_BYTES} bytes of nonce that begin at {@code offset}. The caller
     * wipes it.
     */
    byte[] derive(byte[] nonce, int offset);
}
