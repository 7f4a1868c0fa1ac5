package io.gatehouse.proxy;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Certificates that clients show in the handshake (RFC 8446 section 4.3.2).
 *
 * @param required whether a client without one is turned away; else only one with a bad certificate is
 * @param authorities PEM: the authorities whose certificates are taken
 * @param revocations PEM: their revocation lists; empty if none is looked at
 */
public record ClientCertificates(boolean required, Path authorities, Optional<Path> revocations) {
    /** Refuses nulls. */
    public ClientCertificates {
        Objects.requireNonNull(authorities, "authorities");
        Objects.requireNonNull(revocations, "revocations");
    }

    /** Without one, nobody passes. */
    public static ClientCertificates required(Path authorities) {
        return new ClientCertificates(true, authorities, Optional.empty());
    }

    /** Whoever has one may show it. */
    public static ClientCertificates optional(Path authorities) {
        return new ClientCertificates(false, authorities, Optional.empty());
    }

    /** The same, without those revoked in a list. */
    public ClientCertificates withRevocations(Path pem) {
        return new ClientCertificates(required, authorities, Optional.of(pem));
    }
}
