package io.gatehouse.postgres.hba;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A {@code pg_hba.conf}, a {@code pg_ident.conf} or a file that one of them includes, with every byte of it: comments,
 * blanks, line breaks and continuations. Any bytes are a file; what the server makes of them is told by {@link
 * PgHba#entries} and {@link PgIdent#entries}.
 *
 * <p>Immutable; two are equal if path and bytes are.
 */
public final class AuthFile {
    private final Path path;
    private final List<AuthLine> lines;

    private AuthFile(Path path, String bytes) {
        this.path = Objects.requireNonNull(path, "path");
        this.lines = List.copyOf(AuthLexer.lines(bytes));
    }

    /**
     * Reads a file's content.
     *
     * @param path named in errors and findings; what the file includes is looked for beside it
     * @param content of the file; nothing is read from the disk
     */
    public static AuthFile parse(Path path, byte[] content) {
        return new AuthFile(path, new String(content, StandardCharsets.ISO_8859_1));
    }

    /** As {@link #parse(Path, byte[])}, of a text that stands there in UTF-8. */
    public static AuthFile parse(Path path, String content) {
        return new AuthFile(path, AuthLine.encode(content));
    }

    /** Where it is said to be. */
    public Path path() {
        return path;
    }

    /** The lines, a continued one as one. */
    public List<AuthLine> lines() {
        return lines;
    }

    /** The very bytes that were read, a fresh array. */
    public byte[] toBytes() {
        return bytes().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The file as text; what is no UTF-8 is replaced, so {@link #toBytes} is what belongs on a disk. */
    public String print() {
        return AuthLine.decode(bytes());
    }

    /**
     * The file with other lines in place of one. All others keep every byte.
     *
     * @param number of the line, as {@link AuthLine#number} says it
     * @param replacement lines without line breaks; none deletes the line
     * @throws IllegalArgumentException if no line begins at that number, or a replacement has a line break
     */
    public AuthFile replace(int number, List<String> replacement) {
        AuthLine old = lines.stream()
                .filter(line -> line.number() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        path + " has no line that begins at " + number + "; take the number of one of lines()"));
        String lineBreak = old.lineBreak().isEmpty() ? "\n" : old.lineBreak();
        String text = replacement.isEmpty()
                ? ""
                : String.join(lineBreak, checked(replacement))
                        + (old.lineBreak().isEmpty() ? "" : lineBreak);
        return new AuthFile(
                path,
                lines.stream()
                        .map(line -> line == old ? AuthLine.encode(text) : line.bytes())
                        .collect(Collectors.joining()));
    }

    /**
     * The file with more lines at its end.
     *
     * @param more lines without line breaks
     * @throws IllegalArgumentException if one has a line break
     */
    public AuthFile append(List<String> more) {
        AuthLine last = lines.isEmpty() ? null : lines.get(lines.size() - 1);
        String bytes = bytes();
        String joint = bytes.isEmpty() || bytes.endsWith("\n") ? "" : "\n";
        if (last != null && last.isUnfinished()) {
            joint += "\n";
        }
        return new AuthFile(path, bytes + joint + AuthLine.encode(String.join("\n", checked(more)) + "\n"));
    }

    private static List<String> checked(List<String> lines) {
        if (lines.stream().anyMatch(line -> line.indexOf('\n') >= 0 || line.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("a line holds a line break or NUL; give each line by itself");
        }
        // A backslash at the end would continue the line.
        return lines.stream()
                .map(line -> line.endsWith("\\") ? line + " " : line)
                .toList();
    }

    private String bytes() {
        return lines.stream().map(AuthLine::bytes).collect(Collectors.joining());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuthFile that && path.equals(that.path) && bytes().equals(that.bytes());
    }

    @Override
    public int hashCode() {
        return Objects.hash(path, bytes());
    }

    /** The path alone: a line may hold a secret of LDAP or RADIUS. */
    @Override
    public String toString() {
        return path.toString();
    }
}
