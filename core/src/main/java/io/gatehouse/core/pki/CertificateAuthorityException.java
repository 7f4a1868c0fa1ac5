package io.gatehouse.core.pki;

import io.gatehouse.core.GatehouseException;
import org.jspecify.annotations.Nullable;

/** A private authority refused to issue or revoke; the message says why and what to do. */
public final class CertificateAuthorityException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    CertificateAuthorityException(String message) {
        super(message);
    }

    CertificateAuthorityException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
