package io.gatehouse.crypto;

/** A data key that others use at the same time, with the recipients that stand in all of its envelopes. */
final class SharedLease implements DataKeySource.EncryptionLease {
    private final SealingKey key;
    private final byte[] recipients;

    private SharedLease(SealingKey key, byte[] recipients) {
        this.key = key;
        this.recipients = recipients;
    }

    /** A key that is kept elsewhere. */
    static SharedLease of(SealingKey key) {
        return new SharedLease(key, new byte[0]);
    }

    /**
     * A key that its envelopes carry.
     *
     * @param recipients the encoded block
     */
    static SharedLease of(SealingKey key, byte[] recipients) {
        return new SharedLease(key, recipients);
    }

    @Override
    public SealingKey key() {
        return key;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public byte[] recipients(byte[] bound) {
        return recipients;
    }
}
