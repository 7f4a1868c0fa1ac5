package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The one file from which HAProxy reads a certificate: the chain, leaf first, and behind it the leaf's key. It is made of
 * the two files that every other server reads, and made anew whenever these change.
 *
 * <p>Stateless, thread-safe; of two that write at once one wins whole.
 */
public final class HaproxyBundle {
    private HaproxyBundle() {}

    /**
     * Brings the bundle up to date: for a first installation, and for the hook that runs after each renewal. It is
     * replaced in one step, mode 0600, and left alone when it is right already; if chain and key do not fit, the old one
     * stands. HAProxy reads it when it starts or reloads.
     *
     * @return whether a file was written, so that HAProxy should be reloaded
     * @throws InvalidModelException if the paths name no bundle
     * @throws io.gatehouse.core.pki.CertificateBundleException if the certificates are not one chain
     * @throws io.gatehouse.core.pki.PrivateKeyException if the key cannot be read or belongs to another certificate
     * @throws SecureFileException if a file cannot be read or written, or the key's is open to others
     */
    public static boolean refresh(CertificatePaths paths) {
        Path file = file(paths);
        try (Secret content = content(paths)) {
            if (holds(file, content)) {
                return false;
            }
            SecureFiles.write(file, content);
            return true;
        }
    }

    /**
     * Whether the bundle is there, closed to others, and made of chain and key as they are now.
     *
     * @throws InvalidModelException if the paths name no bundle
     * @throws io.gatehouse.core.pki.CertificateBundleException if the certificates are not one chain
     * @throws io.gatehouse.core.pki.PrivateKeyException if the key cannot be read or belongs to another certificate
     * @throws SecureFileException if chain or key cannot be read, or the key's file is open to others
     */
    public static boolean isCurrent(CertificatePaths paths) {
        Path file = file(paths);
        try (Secret content = content(paths)) {
            return holds(file, content);
        }
    }

    private static Path file(CertificatePaths paths) {
        return paths.bundle()
                .orElseThrow(() -> new InvalidModelException(
                        "CertificatePaths",
                        List.of(new Problem("bundle", "is missing; say where it goes with withBundle(file)"))));
    }

    private static Secret content(CertificatePaths paths) {
        CertificateBundle certificate = CertificateBundle.read(paths.fullchain(), paths.privateKey());
        byte[] chain = certificate.fullchainPem().getBytes(StandardCharsets.US_ASCII);
        try (Secret key = certificate.privateKeyPem()) {
            return key.withBytes(bytes -> {
                byte[] both = Arrays.copyOf(chain, chain.length + bytes.length);
                System.arraycopy(bytes, 0, both, chain.length, bytes.length);
                return Secret.adopt(both);
            });
        }
    }

    private static boolean holds(Path file, Secret content) {
        try (Secret held = SecureFiles.readSecret(file)) {
            return held.equals(content);
        } catch (SecureFileException missingOrOpenToOthers) {
            return false;
        }
    }
}
