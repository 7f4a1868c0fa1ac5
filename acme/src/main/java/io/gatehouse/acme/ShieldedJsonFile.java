package io.gatehouse.acme;

import io.gatehouse.core.SecureFiles;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.toolbox.JSON;

/** A JSON object in a file. The parser is acme4j's, and what it throws is ours. */
final class ShieldedJsonFile {
    private final Path file;
    private final JSON json;

    private ShieldedJsonFile(Path file, JSON json) {
        this.file = file;
        this.json = json;
    }

    static ShieldedJsonFile read(Path file) {
        String text = new String(SecureFiles.read(file), StandardCharsets.UTF_8);
        try {
            return new ShieldedJsonFile(file, JSON.parse(text));
        } catch (AcmeProtocolException e) {
            throw new CertificateStoreException(file + " is not a JSON object. Restore it from a backup.", e);
        }
    }

    /** An address at a path of members; empty if there is none. */
    Optional<URI> uri(String... path) {
        try {
            JSON object = json;
            for (int i = 0; i < path.length - 1; i++) {
                Optional<JSON.Value> member = object.get(path[i]).optional();
                if (member.isEmpty()) {
                    return Optional.empty();
                }
                object = member.get().asObject();
            }
            return object.get(path[path.length - 1]).map(JSON.Value::asURI);
        } catch (AcmeProtocolException e) {
            throw new CertificateStoreException(
                    file + " has no address at " + String.join(".", path) + ". Restore it from a backup.", e);
        }
    }
}
