package io.gatehouse.acme;

import org.jspecify.annotations.Nullable;

/** The CA sent a certificate that is not the one ordered. It was neither stored nor served. */
public final class CertificateRejectedException extends AcmeException {
    private static final long serialVersionUID = 1L;

    CertificateRejectedException(String message, @Nullable Throwable cause) {
        super(message, cause, null);
    }
}
