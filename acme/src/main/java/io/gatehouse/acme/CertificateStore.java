package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;

/**
 * Where certificates and their keys are kept from one start to the next.
 *
 * <p>A store holds versions. A version never changes once committed, and one pointer for each name says which is current;
 * so a failure at any moment leaves either the old version current or the new one, both whole.
 *
 * <p>Implementations are safe for use by many threads. Every method throws {@link CertificateStoreException} if the store
 * cannot be read or written.
 */
public interface CertificateStore {

    /**
     * A store in a folder, in the shape certbot gives it: {@code live/<name>/fullchain.pem} and so on are current, {@code
     * archive/<name>/} holds every version. Made when first written to. Needs a file system with symbolic links and
     * atomic renames; one process at a time may write.
     */
    static CertificateStore directory(Path folder) {
        return new DirectoryStore(folder);
    }

    /** The names that have a current version, in alphabetical order. */
    List<String> names();

    /** The current version, with its key; empty if there is none. */
    Optional<CertificateBundle> current(String name);

    /**
     * Keeps the key of a certificate about to be ordered. It is on disk when this returns, so that no certificate is ever
     * issued for a key that a crash can lose. What is current stays current.
     */
    void stageKey(String name, PrivateKey key);

    /** The key last staged and not yet committed with a certificate; empty if there is none. */
    Optional<PrivateKey> stagedKey(String name);

    /** Adds a version and makes it current, in one step that either happens or does not. */
    void commit(String name, CertificateBundle bundle);

    /**
     * Makes no version current, as after a revocation; the versions are kept. A name without a current version is no
     * error.
     */
    void withdraw(String name);
}
