package io.gatehouse.crypto;

/** Carries a {@link NoDataKeyException} through a cache. */
final class RefusedDataKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final NoDataKeyException reason;

    RefusedDataKeyException(NoDataKeyException reason) {
        // Flow control inside of this package: nobody sees the stack.
        super(reason.getMessage(), reason, false, false);
        this.reason = reason;
    }

    NoDataKeyException reason() {
        return reason;
    }
}
