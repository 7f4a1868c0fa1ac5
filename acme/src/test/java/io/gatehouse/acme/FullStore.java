package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A store whose disk a test fills up: nothing more is written, and what is there can be read. */
final class FullStore implements CertificateStore {
    private final CertificateStore store;
    volatile boolean isFull;
    /** The next certificate has just enough room. */
    volatile boolean isFullAfterCommit;

    FullStore(CertificateStore store) {
        this.store = store;
    }

    private void write(Runnable write) {
        if (isFull) {
            throw new CertificateStoreException("No space left on device. Make room.", null);
        }
        write.run();
    }

    @Override
    public void stageKey(String name, PrivateKey key) {
        write(() -> store.stageKey(name, key));
    }

    @Override
    public void commit(String name, CertificateBundle bundle) {
        write(() -> store.commit(name, bundle));
        isFull = isFullAfterCommit;
    }

    @Override
    public void rollBack(String name, int number) {
        write(() -> store.rollBack(name, number));
    }

    @Override
    public void withdraw(String name) {
        write(() -> store.withdraw(name));
    }

    @Override
    public void putState(StateKind kind, String name, byte[] document) {
        write(() -> store.putState(kind, name, document));
    }

    @Override
    public void removeState(StateKind kind, String name) {
        write(() -> store.removeState(kind, name));
    }

    @Override
    public List<String> names() {
        return store.names();
    }

    @Override
    public Optional<CertificateBundle> current(String name) {
        return store.current(name);
    }

    @Override
    public Optional<Path> folder(String name) {
        return store.folder(name);
    }

    @Override
    public List<CertificateVersion> versions(String name) {
        return store.versions(name);
    }

    @Override
    public Optional<CertificateBundle> version(String name, int number) {
        return store.version(name, number);
    }

    @Override
    public Optional<PrivateKey> stagedKey(String name) {
        return store.stagedKey(name);
    }

    @Override
    public Optional<byte[]> state(StateKind kind, String name) {
        return store.state(kind, name);
    }

    @Override
    public List<String> states(StateKind kind) {
        return store.states(kind);
    }

    @Override
    public StoreLock lock(String name, Duration patience) {
        return store.lock(name, patience);
    }
}
