package io.gatehouse.proxy;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the proxy finds its certificate. The files are named, never read: they may not exist yet when the configuration
 * is printed.
 *
 * @param fullchain PEM: leaf first, then the intermediates
 * @param privateKey PEM: the leaf's private key
 * @param bundle PEM: {@code fullchain} and key in one file, which HAProxy before 3.0 reads unless the key stands beside
 *     the chain as {@code <fullchain>.key}; the other servers never look at it
 */
public record CertificatePaths(Path fullchain, Path privateKey, Optional<Path> bundle) {
    /** Refuses nulls. */
    public CertificatePaths {
        Objects.requireNonNull(fullchain, "fullchain");
        Objects.requireNonNull(privateKey, "privateKey");
        Objects.requireNonNull(bundle, "bundle");
    }

    /** A chain and its key, with no bundle. */
    public static CertificatePaths of(Path fullchain, Path privateKey) {
        return new CertificatePaths(fullchain, privateKey, Optional.empty());
    }

    /** The two files of a certificate folder in certbot's shape: {@code fullchain.pem} and {@code privkey.pem}. */
    public static CertificatePaths in(Path folder) {
        return of(folder.resolve("fullchain.pem"), folder.resolve("privkey.pem"));
    }

    /** The same paths with a file that holds chain and key together. */
    public CertificatePaths withBundle(Path file) {
        return new CertificatePaths(fullchain, privateKey, Optional.of(file));
    }
}
