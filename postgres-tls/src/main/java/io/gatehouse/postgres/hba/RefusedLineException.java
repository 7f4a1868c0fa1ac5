package io.gatehouse.postgres.hba;

/** What the server would not take in one line; told as the problem of an {@link AuthEntry}. */
final class RefusedLineException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedLineException(String problem) {
        super(problem);
    }

    /** The problem with its remedy, without a value that may be a secret. */
    String problem() {
        return String.valueOf(getMessage());
    }
}
