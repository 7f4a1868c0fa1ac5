package io.gatehouse.core.pki;

import io.gatehouse.core.GatehouseException;
import org.jspecify.annotations.Nullable;

/** Certificates do not form a chain, cannot be read, or lack what was asked of them. */
public final class CertificateBundleException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    CertificateBundleException(String message) {
        super(message);
    }

    CertificateBundleException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
