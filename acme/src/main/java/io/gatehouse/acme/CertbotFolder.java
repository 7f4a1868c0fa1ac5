package io.gatehouse.acme;

import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder that certbot keeps, {@code /etc/letsencrypt} as a rule: read, never written, so certbot can go on with it
 * until it is switched off.
 *
 * <pre>{@code
 * ImportReport report = CertbotFolder.open(Path.of("/etc/letsencrypt"))
 *         .importInto(CertificateStore.directory(folder), Clock.systemUTC());
 * }</pre>
 *
 * <p>It was read here as certbot 2.1 and 5.8 write it. Immutable, safe for use by many threads.
 */
public final class CertbotFolder {
    private static final Pattern CHAIN_FILE = Pattern.compile("fullchain([1-9][0-9]{0,8})\\.pem");

    private final Path folder;

    private CertbotFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * The folder that certbot calls {@code --config-dir}.
     *
     * @throws CertificateStoreException if there is no folder {@code live} or {@code accounts} in it
     */
    public static CertbotFolder open(Path folder) {
        if (!Files.isDirectory(folder.resolve("live")) && !Files.isDirectory(folder.resolve("accounts"))) {
            throw new CertificateStoreException(
                    folder + " is not certbot's: it has neither live/ nor accounts/. Name the folder that certbot calls"
                            + " --config-dir, /etc/letsencrypt as a rule, and see that this process may read it.",
                    null);
        }
        return new CertbotFolder(folder);
    }

    /**
     * Brings every certificate with all its versions into a store, under certbot's names, and reads the accounts. What
     * cannot be read, has the key of another certificate, or expired, is left out and reported, and costs no other. To do
     * it again is harmless.
     *
     * @param clock says what expired
     * @throws CertificateStoreException if the folder cannot be listed
     */
    public ImportReport importInto(CertificateStore store, Clock clock) {
        FolderImport target = new FolderImport(store, clock);
        try {
            for (String name : names()) {
                importCertificate(name, target);
            }
            for (Path key : ForeignFiles.under(folder.resolve("accounts"), "private_key.json")) {
                Path account = ForeignFiles.folderOf(key);
                target.account(folder.relativize(account).toString(), () -> account(account));
            }
        } catch (IOException | UncheckedIOException e) {
            throw DirectoryStore.failed("import from", folder, e);
        }
        return target.report();
    }

    /** Those that are served, and those that certbot would renew though nothing is served any more. */
    private List<String> names() throws IOException {
        Stream<String> live = ForeignFiles.list(folder.resolve("live")).stream()
                .filter(Files::isDirectory)
                .map(path -> path.getFileName().toString());
        Stream<String> renewed = ForeignFiles.list(folder.resolve("renewal")).stream()
                .map(path -> path.getFileName().toString())
                .filter(name -> name.endsWith(".conf"))
                .map(name -> name.substring(0, name.length() - ".conf".length()));
        return Stream.concat(live, renewed).distinct().sorted().toList();
    }

    private void importCertificate(String name, FolderImport target) throws IOException {
        Path chain = folder.resolve("live").resolve(name).resolve("fullchain.pem");
        Path current;
        try {
            current = chain.toRealPath();
        } catch (IOException e) {
            target.problem(name, new CertificateStoreException(chain + " leads to no file: " + e, e));
            return;
        }
        Path archive = ForeignFiles.folderOf(current);
        List<Integer> numbers = new ArrayList<>();
        for (Path file : ForeignFiles.list(archive)) {
            number(file).ifPresent(numbers::add);
        }
        numbers.sort(null);
        Optional<Integer> served = number(current);
        if (served.isEmpty()) {
            // Not certbot's own links, but somebody's files in their place.
            Path key = folder.resolve("live").resolve(name).resolve("privkey.pem");
            target.certificate(name, List.of(version(current, key)), 0);
            return;
        }
        List<FolderImport.Version> versions = numbers.stream()
                .map(n -> version(archive.resolve("fullchain" + n + ".pem"), archive.resolve("privkey" + n + ".pem")))
                .toList();
        target.certificate(name, versions, numbers.indexOf(served.get()));
    }

    private static FolderImport.Version version(Path chain, Path key) {
        return new FolderImport.Version(chain.getFileName().toString(), () -> CertificateBundle.read(chain, key));
    }

    private static Optional<Integer> number(Path file) {
        Matcher matcher = CHAIN_FILE.matcher(file.getFileName().toString());
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    /** The folder is {@code accounts/<host and path of the directory>/<id>}. */
    private ImportedAccount account(Path account) {
        URI uri = ShieldedJsonFile.read(account.resolve("regr.json"))
                .uri("uri")
                .orElseThrow(() -> new CertificateStoreException(
                        account.resolve("regr.json") + " names no account. The key alone finds it: use"
                                + " AccountKey.file(" + account.resolve("private_key.json") + ").",
                        null));
        AccountKey key = AccountKey.of(PrivateKeys.read(account.resolve("private_key.json")));
        return new ImportedAccount(directory(account), uri, key);
    }

    private Optional<URI> directory(Path account) {
        Path server = folder.resolve("accounts").relativize(account).getParent();
        return server == null
                ? Optional.empty()
                : Optional.of(URI.create("https://" + server.toString().replace('\\', '/')));
    }
}
