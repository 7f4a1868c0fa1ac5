package io.gatehouse.acme;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.pki.CertificateBundle;
import java.net.URI;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings what another client keeps into a store: each certificate and account by itself, so that one that is broken costs
 * no other. An import that was cut short goes on where it stopped. Not safe for use by many threads.
 */
final class FolderImport {
    private static final Duration LOCK_PATIENCE = Duration.ofMinutes(1);

    private final CertificateStore store;
    private final Clock clock;
    private final List<String> certificates = new ArrayList<>();
    private final List<ImportedAccount> accounts = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    FolderImport(CertificateStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** A version that may turn out to be broken when it is read. */
    record Version(String origin, Supplier<CertificateBundle> bundle) {}

    /**
     * @param versions the oldest first, with the current one among them
     * @param current the place of the current one among them
     */
    void certificate(String name, List<Version> versions, int current) {
        try {
            // What is served must be good; of what came before, as much as can be had.
            CertificateBundle served =
                    requireUsable(versions.get(current).bundle().get());
            List<CertificateBundle> all = new ArrayList<>();
            for (int i = 0; i < versions.size(); i++) {
                if (i == current) {
                    all.add(served);
                } else {
                    older(name, versions.get(i)).ifPresent(all::add);
                }
            }
            try (StoreLock lock = store.lock(name, LOCK_PATIENCE)) {
                bringIn(name, all, served, lock);
            }
            certificates.add(name);
        } catch (GatehouseException e) {
            problem(name, e);
        }
    }

    void account(String origin, Supplier<ImportedAccount> account) {
        try {
            ImportedAccount found = account.get();
            found.directory().ifPresent(directory -> remember(directory, found));
            accounts.add(found);
        } catch (GatehouseException e) {
            problem(origin, e);
        }
    }

    /** So that the CA need not be asked. What the store knows already was found out later than this was written. */
    private void remember(URI directory, ImportedAccount account) {
        AccountUrls known = new AccountUrls(store);
        PublicKey key = account.key().keyPair().getPublic();
        if (known.find(directory, key).isEmpty()) {
            known.keep(directory, key, account.uri());
        }
    }

    void problem(String origin, GatehouseException e) {
        problems.add(new Problem(origin, String.valueOf(e.getMessage())));
    }

    ImportReport report() {
        return new ImportReport(certificates, accounts, problems);
    }

    private CertificateBundle requireUsable(CertificateBundle bundle) {
        if (!bundle.notAfter().isAfter(clock.instant())) {
            throw new CertificateStoreException(
                    "it expired at " + bundle.notAfter() + " and was not imported. Obtain a new one.", null);
        }
        return bundle;
    }

    private Optional<CertificateBundle> older(String name, Version version) {
        try {
            return Optional.of(version.bundle().get());
        } catch (GatehouseException e) {
            problem(name + ", " + version.origin(), e);
            return Optional.empty();
        }
    }

    private void bringIn(String name, List<CertificateBundle> all, CertificateBundle served, StoreLock held) {
        List<String> ours = serials(name);
        List<String> theirs = all.stream().map(CertificateBundle::serialNumber).toList();
        if (ours.size() > theirs.size() || !theirs.subList(0, ours.size()).equals(ours)) {
            throw new CertificateStoreException(
                    "the store has versions of its own under this name, and they stay as they are (" + held
                            + "). Import into an empty store, or withdraw the name.",
                    null);
        }
        for (CertificateBundle bundle : all.subList(ours.size(), all.size())) {
            store.commit(name, bundle);
        }
        int number = store.versions(name).get(all.indexOf(served)).number();
        store.rollBack(name, number);
    }

    private List<String> serials(String name) {
        return store.versions(name).stream().map(CertificateVersion::serial).toList();
    }
}
