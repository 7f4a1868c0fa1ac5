package io.gatehouse.acme;

import org.jspecify.annotations.Nullable;

/** A {@link CertificateStore} could not read or write. What it served before, it serves still. */
public final class CertificateStoreException extends AcmeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened, the value seen, and what to do
     * @param cause what brought it about, or {@code null}
     */
    public CertificateStoreException(String message, @Nullable Throwable cause) {
        super(message, cause, null);
    }
}
