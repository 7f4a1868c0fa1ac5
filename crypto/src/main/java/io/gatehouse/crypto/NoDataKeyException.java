package io.gatehouse.crypto;

/** Tells why there is no data key for an envelope. The reason is for the operator's log, never for the caller. */
final class NoDataKeyException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param reason the end of a log line, such as "its wrapped key was altered", and what to do
     */
    NoDataKeyException(String reason) {
        // Flow control inside of this package: nobody sees the stack.
        super(reason, null, false, false);
    }
}
