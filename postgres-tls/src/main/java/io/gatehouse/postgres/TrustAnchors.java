package io.gatehouse.postgres;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** Whom to believe about the server's certificate. */
public sealed interface TrustAnchors {
    /**
     * The certificates of a PEM file, read at each connection, so that a replaced file takes effect.
     *
     * @param file libpq's {@code sslrootcert}
     */
    record InFile(Path file) implements TrustAnchors {}

    /**
     * Certificates in memory; no URL can carry them.
     *
     * @param certificates one or more
     */
    record InMemory(List<X509Certificate> certificates) implements TrustAnchors {
        /** Takes a copy. */
        public InMemory {
            certificates = List.copyOf(certificates);
        }
    }

    /** What this machine trusts, libpq's {@code sslrootcert=system}; here the trust store of the JVM. */
    record OfSystem() implements TrustAnchors {}
}
