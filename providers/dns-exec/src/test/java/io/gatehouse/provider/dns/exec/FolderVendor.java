package io.gatehouse.provider.dns.exec;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.spi.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** A vendor of DNS that is a folder: a file for each value, in a folder for each name, and a token that opens it. */
final class FolderVendor {
    static final String TOKEN = "folder-token-aV0e3";
    static final String WRONG_TOKEN = "folder-token-wrong";

    /** What the programs of the tests have in common. It shows the token to those who get it wrong, as bad programs do. */
    static final String FUNCTIONS = """
            opened() {
                [ -d "$VENDOR" ] || { echo "no vendor at $VENDOR" >&2; return 69; }
                [ "$TOKEN" = "$(cat "$VENDOR/token")" ] || { echo "the token '$TOKEN' is wrong" >&2; return 77; }
            }
            file() { printf '%s/records/%s/%s' "$VENDOR" "$1" "$(printf %s "$2" | sha256sum | cut -c 1-64)"; }
            add() { opened && mkdir -p "$VENDOR/records/$1" && printf %s "$2" >"$(file "$1" "$2")"; }
            take() { opened && rm -f "$(file "$1" "$2")"; }
            """;

    private final Path folder;

    FolderVendor(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("token"), TOKEN);
    }

    Path folder() {
        return folder;
    }

    Settings settings(Path program) {
        return settings(program, TOKEN);
    }

    Settings settings(Path program, String token) {
        return settings(program, folder, token);
    }

    static Settings settings(Path program, Path folder, String token) {
        return Settings.builder()
                .set("program", program.toString())
                .set("environment", "VENDOR=" + folder + "\nTOKEN=" + token + "\n")
                .build();
    }

    Collection<String> valuesAt(DomainName name) {
        Path place = folder.resolve("records").resolve(name.text());
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        List<String> values = new ArrayList<>();
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.toList()) {
                values.add(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }

    /** A program that its owner alone may change. */
    static Path program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
