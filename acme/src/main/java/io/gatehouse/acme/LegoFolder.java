package io.gatehouse.acme;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder that lego keeps, {@code .lego} as a rule: read, never written. lego keeps the last version only.
 *
 * <p>It was read here as lego 4.9 and 5.3 write it: certificates with or without their issuer in one file, account keys in
 * SEC 1 or PKCS#8. Immutable, safe for use by many threads.
 */
public final class LegoFolder {
    private static final String CERTIFICATE = ".crt";
    private static final String ISSUER = ".issuer.crt";

    private final Path folder;

    private LegoFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * The folder that lego calls {@code --path}.
     *
     * @throws CertificateStoreException if there is no folder {@code certificates} or {@code accounts} in it
     */
    public static LegoFolder open(Path folder) {
        if (!Files.isDirectory(folder.resolve("certificates")) && !Files.isDirectory(folder.resolve("accounts"))) {
            throw new CertificateStoreException(
                    folder
                            + " is not lego's: it has neither certificates/ nor accounts/. Name the folder that lego calls"
                            + " --path, .lego as a rule, and see that this process may read it.",
                    null);
        }
        return new LegoFolder(folder);
    }

    /**
     * Brings every certificate into a store, under lego's names, and reads the accounts. What cannot be read, has the key
     * of another certificate, or expired, is left out and reported, and costs no other. To do it again is harmless.
     *
     * @param clock says what expired
     * @throws CertificateStoreException if the folder cannot be listed
     */
    public ImportReport importInto(CertificateStore store, Clock clock) {
        FolderImport target = new FolderImport(store, clock);
        try {
            for (Path file : ForeignFiles.list(folder.resolve("certificates"))) {
                String name = file.getFileName().toString();
                if (name.endsWith(CERTIFICATE) && !name.endsWith(ISSUER)) {
                    String stem = name.substring(0, name.length() - CERTIFICATE.length());
                    target.certificate(stem, List.of(new FolderImport.Version(name, () -> read(file, stem))), 0);
                }
            }
            for (Path account : ForeignFiles.under(folder.resolve("accounts"), "account.json")) {
                target.account(folder.relativize(account).toString(), () -> account(account));
            }
        } catch (IOException | UncheckedIOException e) {
            throw DirectoryStore.failed("import from", folder, e);
        }
        return target.report();
    }

    private static CertificateBundle read(Path chain, String stem) {
        Path key = chain.resolveSibling(stem + ".key");
        Path issuer = chain.resolveSibling(stem + ISSUER);
        CertificateBundle bundle = CertificateBundle.read(chain, key);
        if (bundle.chain().size() > 1 || !Files.exists(issuer)) {
            return bundle;
        }
        // Obtained with --no-bundle.
        String both = bundle.certificatePem() + new String(SecureFiles.read(issuer), StandardCharsets.ISO_8859_1);
        return CertificateBundle.of(CertificateBundle.parse(both).chain(), bundle.privateKey());
    }

    private static ImportedAccount account(Path file) {
        ShieldedJsonFile json = ShieldedJsonFile.read(file);
        URI uri = json.uri("registration", "accountURL")
                .or(() -> json.uri("registration", "uri"))
                .orElseThrow(() -> new CertificateStoreException(
                        file + " names no account. Its key alone finds it: use AccountKey.file(…).", null));
        return new ImportedAccount(json.uri("server"), uri, AccountKey.of(keyOf(file)));
    }

    /** Beside the account in version 5, in a folder {@code keys} in version 4; there is one, whatever it is called. */
    private static PrivateKey keyOf(Path account) {
        Path folder = ForeignFiles.folderOf(account);
        try {
            List<Path> keys = new ArrayList<>(ForeignFiles.list(folder));
            keys.addAll(ForeignFiles.list(folder.resolve("keys")));
            keys.removeIf(file -> !file.getFileName().toString().endsWith(".key"));
            if (keys.size() != 1) {
                throw new CertificateStoreException(
                        folder + " holds " + keys.size() + " keys of an account and should hold one: " + keys + ".",
                        null);
            }
            return ForeignFiles.key(keys.get(0));
        } catch (IOException | UncheckedIOException e) {
            throw DirectoryStore.failed("import from", folder, e);
        }
    }
}
