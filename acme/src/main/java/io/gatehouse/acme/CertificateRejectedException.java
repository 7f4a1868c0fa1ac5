package io.gatehouse.acme;

import org.jspecify.annotations.Nullable;

/** The CA sent a certificate that is not the one ordered. It was neither stored nor served. */
public final class CertificateRejectedException extends AcmeException {
    private static final long serialVersionUID = 1L;

    private final boolean isForItsDates;

    CertificateRejectedException(String message, @Nullable Throwable cause, boolean isForItsDates) {
        super(message, cause, null);
        this.isForItsDates = isForItsDates;
    }

    /** Whether it is sound, but not at this time: a clock that is put right makes it good. */
    boolean isForItsDates() {
        return isForItsDates;
    }
}
