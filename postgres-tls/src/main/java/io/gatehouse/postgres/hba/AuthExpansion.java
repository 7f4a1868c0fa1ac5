package io.gatehouse.postgres.hba;

import io.gatehouse.postgres.PostgresVersion;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a file and those it names, line by line, in the order in which the server meets them. */
final class AuthExpansion {
    private static final int DEEPEST = 10;

    /** Ten levels of files that include each other would else fill any memory. */
    private static final int MOST_BYTES = 16 << 20;

    private static final int MOST_FILES = 1_000;

    private final PostgresVersion version;
    private final AuthFiles files;
    private int bytesRead;
    private int filesRead;

    private AuthExpansion(PostgresVersion version, AuthFiles files) {
        this.version = version;
        this.files = files;
    }

    static List<ExpandedLine> expand(AuthFile file, PostgresVersion version, AuthFiles files) {
        List<ExpandedLine> lines = new ArrayList<>();
        new AuthExpansion(version, files).expand(file, 0, lines);
        return lines;
    }

    private void expand(AuthFile file, int depth, List<ExpandedLine> out) {
        for (AuthLine line : file.lines()) {
            List<List<AuthToken>> fields = new ArrayList<>();
            try {
                expandFields(file.path(), line, depth, fields);
                if (!fields.isEmpty() && !includes(file.path(), fields, depth, out)) {
                    out.add(new ExpandedLine(file.path(), line, fields, Optional.empty()));
                }
            } catch (RefusedLineException e) {
                out.add(new ExpandedLine(file.path(), line, fields, Optional.of(e.problem())));
            }
        }
    }

    private void expandFields(Path file, AuthLine line, int depth, List<List<AuthToken>> out)
            throws RefusedLineException {
        AuthLexer.Fields lexed = line.lexed();
        if (lexed.refused().isPresent()) {
            throw new RefusedLineException(lexed.refused().get());
        }
        if (lexed.overlong() && !version.isAtLeast(16)) {
            throw new RefusedLineException("has a value of more than 10,239 bytes, which PostgreSQL " + version.major()
                    + " refuses; spread a list over lines, or use a regular expression from 16 on");
        }
        for (AuthField field : lexed.fields()) {
            List<AuthToken> tokens = new ArrayList<>();
            for (AuthToken token : field.tokens()) {
                if (!token.quoted() && token.text().length() > 1 && token.text().startsWith("@")) {
                    tokens.addAll(valuesOf(file, token.text().substring(1), depth + 1));
                } else {
                    tokens.add(token);
                }
            }
            // An empty @file leaves no value, and the server then sees no field.
            if (!tokens.isEmpty()) {
                out.add(List.copyOf(tokens));
            }
        }
    }

    private List<AuthToken> valuesOf(Path from, String name, int depth) throws RefusedLineException {
        List<ExpandedLine> lines = new ArrayList<>();
        expand(open(resolve(from, name), depth), depth, lines);
        List<AuthToken> tokens = new ArrayList<>();
        for (ExpandedLine line : lines) {
            if (line.problem().isPresent()) {
                throw new RefusedLineException(
                        "includes a line that " + line.problem().get() + " (" + line.file() + ":"
                                + line.source().number() + ")");
            }
            line.fields().forEach(tokens::addAll);
        }
        return tokens;
    }

    /** Whether the line was an include, which 15 does not know. */
    private boolean includes(Path from, List<List<AuthToken>> fields, int depth, List<ExpandedLine> out)
            throws RefusedLineException {
        if (!version.isAtLeast(16) || fields.size() != 2) {
            return false;
        }
        String argument = fields.get(1).get(0).text();
        switch (fields.get(0).get(0).text()) {
            case "include" -> expand(open(resolve(from, argument), depth + 1), depth + 1, out);
            case "include_if_exists" -> {
                AuthFile included = openIfThere(resolve(from, argument), depth + 1);
                if (included != null) {
                    expand(included, depth + 1, out);
                }
            }
            case "include_dir" -> includeDirectory(from, argument, depth + 1, out);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void includeDirectory(Path from, String name, int depth, List<ExpandedLine> out)
            throws RefusedLineException {
        if (name.isBlank()) {
            throw new RefusedLineException("includes a directory without a name; give its path");
        }
        Path directory = resolve(from, name);
        List<Path> found;
        try {
            found = files.list(directory);
        } catch (IOException e) {
            throw new RefusedLineException("includes the directory " + directory + ", which cannot be listed ("
                    + reason(e) + "); create it, or hand it over");
        }
        List<String> missing = new ArrayList<>();
        for (Path file : found.stream()
                .filter(AuthExpansion::isConfiguration)
                .sorted(Comparator.comparing(file -> AuthLine.encode(file.toString())))
                .toList()) {
            try {
                expand(open(file, depth), depth, out);
            } catch (RefusedLineException e) {
                missing.add(e.problem());
            }
        }
        if (!missing.isEmpty()) {
            throw new RefusedLineException(String.join("; ", missing));
        }
    }

    private static boolean isConfiguration(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.length() > ".conf".length() && name.endsWith(".conf") && !name.startsWith(".");
    }

    private AuthFile open(Path file, int depth) throws RefusedLineException {
        AuthFile opened = openIfThere(file, depth);
        if (opened == null) {
            throw new RefusedLineException(
                    "includes " + file + ", which does not exist; create it, or hand it over with the others");
        }
        return opened;
    }

    private @Nullable AuthFile openIfThere(Path file, int depth) throws RefusedLineException {
        if (depth > DEEPEST) {
            throw new RefusedLineException("includes " + file + " more than " + DEEPEST
                    + " files deep, where the server stops; does a file include itself?");
        }
        if (++filesRead > MOST_FILES || bytesRead > MOST_BYTES) {
            throw new RefusedLineException("includes " + file + " after " + (filesRead - 1) + " files and " + bytesRead
                    + " bytes, more than a server needs; does a file include itself?");
        }
        try {
            byte[] content = files.read(file);
            bytesRead += content.length;
            return AuthFile.parse(file, content);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new RefusedLineException("includes " + file + ", which cannot be read (" + reason(e)
                    + "); let the server's user read it, or hand it over");
        }
    }

    private static Path resolve(Path from, String name) throws RefusedLineException {
        try {
            return from.resolveSibling(name).normalize();
        } catch (InvalidPathException e) {
            throw new RefusedLineException("includes a file whose name is no path on this system; rename it");
        }
    }

    private static String reason(IOException e) {
        String name = e.getClass().getSimpleName();
        return e.getMessage() == null ? name : name + ": " + e.getMessage();
    }
}
