package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that survives from one start to the next: certificates with their keys, documents on work under way, and
 * locks between those who work.
 *
 * <p><b>Versions.</b> A version never changes once committed, and one pointer for each name says which is current; so a
 * failure at any moment, the death of the process or of the machine included, leaves either the old version current or the
 * new one, both whole. What a method was asked to keep is on disk when it returns.
 *
 * <p><b>Names</b> have 1 to 200 characters; others are refused with a {@link CertificateStoreException}.
 *
 * <p><b>Threads and processes.</b> Implementations are safe for use by many threads, and readers never wait for writers.
 * Where several processes share a store, or several objects of one process, each holds {@link #lock} of a name while it
 * changes what is kept under it; {@link Certificates} does.
 *
 * <p>Every method throws {@link CertificateStoreException} if the store cannot be read or written. What it served before,
 * it serves still.
 */
public interface CertificateStore {

    /**
     * A store in a folder, in the shape certbot gives it: {@code live/<name>/fullchain.pem} and so on are current, {@code
     * archive/<name>/} holds every version. Made when first written to. Needs a file system with symbolic links, atomic
     * renames and, for {@link #lock}, POSIX locks.
     */
    static CertificateStore directory(Path folder) {
        return new DirectoryStore(folder, null);
    }

    /**
     * The same with private keys encrypted, the staged ones too: {@code privkey.pem.enc} in place of {@code privkey.pem}.
     * Whoever has a copy of the folder cannot act as the server; nor can nginx and the like read the keys, so this is for
     * services that serve their certificates themselves. Keys that are there in the clear are read, and stay as they are
     * until their files are deleted; new ones are encrypted.
     */
    static CertificateStore directory(Path folder, KeyCipher cipher) {
        return new DirectoryStore(folder, cipher);
    }

    /** The names that have a current version, in alphabetical order. */
    List<String> names();

    /** The current version, with its key if it was committed with one; empty if there is none. */
    Optional<CertificateBundle> current(String name);

    /**
     * The leaf of the current version, if that has a private key: by it handshakes choose among thousands of certificates,
     * of which each is read in full when it is first chosen. A store that can tell it without reading the key and the rest
     * of the chain overrides this.
     */
    default Optional<X509Certificate> servableLeaf(String name) {
        return current(name).filter(CertificateBundle::hasPrivateKey).map(CertificateBundle::leaf);
    }

    /**
     * The folder where programs find the current version of a name, the same from version to version, with {@code
     * fullchain.pem} and {@code privkey.pem} in it; empty, unless overridden, for a store that keeps no files.
     */
    default Optional<Path> folder(String name) {
        return Optional.empty();
    }

    /** Every version committed under a name, the oldest first; withdrawn ones too. */
    List<CertificateVersion> versions(String name);

    /** A version by its number, current or not; empty if there is none of that number. */
    Optional<CertificateBundle> version(String name, int number);

    /**
     * Keeps the key of a certificate about to be ordered, in place of one staged before. It is on disk when this returns,
     * so that no certificate is ever issued for a key that a crash can lose. What is current stays current.
     */
    void stageKey(String name, PrivateKey key);

    /**
     * The key last staged; empty if there is none. Staged it stays until a certificate of it is current: a commit that was
     * cut short leaves it staged. A key that the current version has counts as spent, for it is kept there.
     */
    Optional<PrivateKey> stagedKey(String name);

    /**
     * Adds a version and makes it current, in one step that either happens or does not. A bundle without a key is kept
     * without one: the key of a certificate that was ordered by a signing request stays with its owner.
     */
    void commit(String name, CertificateBundle bundle);

    /**
     * Makes an earlier version current again, in one step. No version is added or lost.
     *
     * @throws CertificateStoreException also if there is no such version; the message names those there are
     */
    void rollBack(String name, int number);

    /**
     * Makes no version current, as after a revocation; the versions are kept. A name without a current version is no
     * error.
     */
    void withdraw(String name);

    /** The document last put under this kind and name, byte for byte; empty if there is none. */
    Optional<byte[]> state(StateKind kind, String name);

    /** Keeps a document in place of the one before, in one step that either happens or does not. */
    void putState(StateKind kind, String name, byte[] document);

    /** Forgets a document. One that is not there is no error. */
    void removeState(StateKind kind, String name);

    /** The names of all documents of a kind, in alphabetical order. */
    List<String> states(StateKind kind);

    /**
     * Waits until nobody works on a name, in this process or another, and keeps others from it until the lock is closed.
     * The lock of a process that died is free at once: none goes stale. It stands apart from everything else: a store is
     * read, and even written, by whoever does not ask for it.
     *
     * @param patience how long to wait; zero to try once
     * @throws CertificateStoreException also if patience ends, with a message that says who holds the lock, or if the
     *     thread is interrupted
     */
    StoreLock lock(String name, Duration patience);
}
