import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Fetches one file and holds it to its SHA-512: {@code java Fetch.java ADDRESS TARGET SHA512}. Used by mvnw alone. */
final class Fetch {
    private Fetch() {}

    public static void main(String[] args) throws IOException, URISyntaxException, GeneralSecurityException {
        System.setProperty("java.net.useSystemProxies", "true");
        Path target = Path.of(args[1]);
        Path partial = Files.createTempFile(target.toAbsolutePath().getParent(), "fetch", ".part");
        try {
            try (var in = new URI(args[0]).toURL().openStream()) {
                Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            }
            var digest = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(partial));
            String seen = HexFormat.of().formatHex(digest);
            if (!seen.equals(args[2])) {
                System.err.println(args[0] + " has SHA-512 " + seen + ", not the pinned " + args[2] + ": not used");
                System.exit(1);
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            System.err.println("cannot fetch " + args[0] + ": " + e);
            System.exit(1);
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
