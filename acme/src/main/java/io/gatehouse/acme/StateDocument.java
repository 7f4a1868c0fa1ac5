package io.gatehouse.acme;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an account, an order, a renewal or a deployment, as fields with values: what {@link
 * CertificateStore#putState} keeps. The one format of all of them is in {@code docs/spec/acme-store-v1.md}:
 *
 * <pre>
 * gatehouse-acme-order 1
 * order-url https://ca.example/order/17
 * answer _acme-challenge.example.org kQ2…
 * </pre>
 *
 * <p>There is one way to write a document and no other is read: {@code parse(print())} gives the document back, and {@code
 * print()} of whatever was parsed the same bytes. Fields a reader does not know stay. Immutable.
 */
final class StateDocument {
    private static final int VERSION = 1;
    private static final String MAGIC = "gatehouse-acme-";
    private static final Pattern FIELD = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Pattern HEADER = Pattern.compile(MAGIC + "([a-z]+) ([1-9][0-9]{0,8})");
    private static final HexFormat HEX = HexFormat.of();

    private final StateKind kind;
    private final List<Field> fields;

    private record Field(String name, String value) {}

    private StateDocument(StateKind kind, List<Field> fields) {
        this.kind = kind;
        this.fields = List.copyOf(fields);
    }

    /** A document without fields. */
    static StateDocument of(StateKind kind) {
        return new StateDocument(kind, List.of());
    }

    /** The document in the store under a kind and a name; empty if there is none. */
    static Optional<StateDocument> read(CertificateStore store, StateKind kind, String name) {
        return store.state(kind, name).map(bytes -> parse(kind, name, bytes));
    }

    /** Keeps this document in the store in place of the one before. */
    void write(CertificateStore store, String name) {
        store.putState(kind, name, print());
    }

    /**
     * This document with one more field at the end. A name may come more than once.
     *
     * @throws IllegalArgumentException if the name is not of lower-case letters, digits and hyphens, or the value holds
     *     half a surrogate pair, which is no text
     */
    StateDocument with(String field, String value) {
        if (!FIELD.matcher(field).matches()) {
            throw new IllegalArgumentException("\"" + field + "\" is no name for a field; use [a-z][a-z0-9-]*");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw new IllegalArgumentException("The value of " + field + " holds half a surrogate pair");
        }
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(field, value));
        return new StateDocument(kind, more);
    }

    /** This document without the fields of that name. */
    StateDocument without(String field) {
        return new StateDocument(
                kind, fields.stream().filter(each -> !each.name().equals(field)).toList());
    }

    /** The value of the first field of that name. */
    Optional<String> value(String field) {
        return values(field).stream().findFirst();
    }

    /** The values of all fields of that name, in order. */
    List<String> values(String field) {
        return fields.stream()
                .filter(each -> each.name().equals(field))
                .map(Field::value)
                .toList();
    }

    byte[] print() {
        StringBuilder text =
                new StringBuilder(header(kind)).append(' ').append(VERSION).append('\n');
        for (Field field : fields) {
            text.append(field.name()).append(' ');
            field.value().codePoints().forEach(c -> appendEscaped(text, c));
            text.append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param name where the document was, for the message
     * @throws CertificateStoreException if it is of another kind or a later version, or not in the format to the letter
     */
    static StateDocument parse(StateKind kind, String name, byte[] document) {
        return new Parser(kind, name).parse(document);
    }

    private static String header(StateKind kind) {
        return MAGIC + FileNames.folder(kind);
    }

    private static void appendEscaped(StringBuilder text, int codePoint) {
        if (!isEscaped(codePoint)) {
            text.appendCodePoint(codePoint);
            return;
        }
        for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            text.append('%').append(HEX.toHexDigits(b));
        }
    }

    private static boolean isEscaped(int codePoint) {
        return codePoint == '%' || Character.isISOControl(codePoint);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StateDocument that && kind == that.kind && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, fields);
    }

    /** The document as it is printed: what is in one is no secret. */
    @Override
    public String toString() {
        return new String(print(), StandardCharsets.UTF_8);
    }

    private record Parser(StateKind kind, String name) {

        StateDocument parse(byte[] document) {
            String text = decode(ByteBuffer.wrap(document));
            if (!text.endsWith("\n")) {
                throw malformed("its last line has no end, so it was cut short");
            }
            List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
            requireHeader(lines.get(0));
            List<Field> fields = new ArrayList<>();
            for (int i = 1; i < lines.size(); i++) {
                fields.add(field(i + 1, lines.get(i)));
            }
            StateDocument parsed = new StateDocument(kind, fields);
            if (!Arrays.equals(parsed.print(), document)) {
                throw malformed("it escapes what needs no escape, or not as this format does");
            }
            return parsed;
        }

        private String decode(ByteBuffer bytes) {
            try {
                CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
                return text.toString();
            } catch (CharacterCodingException e) {
                throw malformed("it is not UTF-8");
            }
        }

        private void requireHeader(String line) {
            var header = HEADER.matcher(line);
            if (!header.matches() || !header.group(1).equals(FileNames.folder(kind))) {
                throw malformed("it does not begin with \"" + header(kind) + " " + VERSION + "\"");
            }
            if (!header.group(2).equals(String.valueOf(VERSION))) {
                throw new CertificateStoreException(
                        describe() + " has version " + header.group(2) + ", and this release reads version " + VERSION
                                + ". Run the release that wrote it, or one after it.",
                        null);
            }
        }

        private Field field(int number, String line) {
            int space = line.indexOf(' ');
            if (space < 0 || !FIELD.matcher(line.substring(0, space)).matches()) {
                throw malformed("line " + number + " is not a field, a space and a value");
            }
            String value = line.substring(space + 1);
            if (value.codePoints().anyMatch(Character::isISOControl)) {
                throw malformed("line " + number + " holds a control character");
            }
            return new Field(line.substring(0, space), unescape(number, value));
        }

        private String unescape(int line, String value) {
            if (value.indexOf('%') < 0) {
                return value;
            }
            byte[] escaped = value.getBytes(StandardCharsets.UTF_8);
            ByteBuffer plain = ByteBuffer.allocate(escaped.length);
            for (int i = 0; i < escaped.length; i++) {
                if (escaped[i] != '%') {
                    plain.put(escaped[i]);
                } else if (i + 2 < escaped.length
                        && HexFormat.isHexDigit(escaped[i + 1])
                        && HexFormat.isHexDigit(escaped[i + 2])) {
                    plain.put((byte)
                            (HexFormat.fromHexDigit(escaped[i + 1]) << 4 | HexFormat.fromHexDigit(escaped[i + 2])));
                    i += 2;
                } else {
                    throw malformed("line " + line + " holds a '%' that is not followed by two digits");
                }
            }
            return decode(plain.flip());
        }

        private CertificateStoreException malformed(String reason) {
            return new CertificateStoreException(
                    describe() + " cannot be read: " + reason
                            + ". Nothing was changed; restore it from a backup, or remove it to begin anew.",
                    null);
        }

        private String describe() {
            return "The document " + FileNames.folder(kind) + " of \"" + name + "\"";
        }
    }
}
