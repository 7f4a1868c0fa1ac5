package io.gatehouse.core.pki;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One pass over a PEM text, line by line. */
final class PemReader {
    static final String BEGIN = "-----BEGIN ";

    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    // RFC 7468, section 3: printable characters, words parted by one blank or hyphen.
    private static final Pattern LABEL = Pattern.compile("[!-,.-~]+(?:[ -][!-,.-~]+)*");

    // What labels look like in practice. Any other may be text that slipped into the line, such as a key's own.
    private static final Pattern USUAL_LABEL = Pattern.compile("[A-Z0-9]{1,12}(?: [A-Z0-9]{1,12}){0,4}");

    private final String[] lines;
    private final boolean lenient;
    private int next;

    PemReader(String text, boolean lenient) {
        String withoutMark = text.startsWith("\ufeff") ? text.substring(1) : text;
        this.lines = withoutMark.lines().toArray(String[]::new);
        this.lenient = lenient;
    }

    static boolean isLabel(String label) {
        return LABEL.matcher(label).matches();
    }

    /** A label as messages may show it. */
    static String shown(String label) {
        return USUAL_LABEL.matcher(label).matches() ? label : "with an unusual label";
    }

    List<PemBlock> blocks() {
        List<PemBlock> blocks = new ArrayList<>();
        while (next < lines.length) {
            String line = lines[next].strip();
            if (line.startsWith(BEGIN)) {
                blocks.add(block());
                continue;
            }
            if (!line.isEmpty() && !lenient) {
                throw new PemException(
                        "Line " + (next + 1) + " is not part of a PEM block. Remove the text around the blocks.");
            }
            next++;
        }
        if (blocks.isEmpty()) {
            throw new PemException("There is no PEM block in this text: no line begins with \"" + BEGIN.strip()
                    + "\". Check that the right file was given and that it was copied whole.");
        }
        return List.copyOf(blocks);
    }

    private PemBlock block() {
        int beginLine = next + 1;
        String begin = lines[next++].strip();
        String label = begin.endsWith(DASHES) && begin.length() > BEGIN.length() + DASHES.length()
                ? begin.substring(BEGIN.length(), begin.length() - DASHES.length())
                : "";
        if (!isLabel(label)) {
            throw new PemException(
                    "The BEGIN in line " + beginLine + " is broken. Copy the block again, dashes included.");
        }
        Map<String, String> headers = headers();
        StringBuilder body = new StringBuilder();
        while (next < lines.length) {
            String line = lines[next++].strip();
            if (line.startsWith(END)) {
                requireEnd(line, label);
                return new PemBlock(label, headers, decode(body, label, beginLine));
            }
            if (!isBase64(line)) {
                throw new PemException("Line " + next + " is not base64 (in the block " + shown(label) + " from line "
                        + beginLine + "). Copy the block again.");
            }
            body.append(line);
        }
        throw new PemException(
                "The block " + shown(label) + " from line " + beginLine + " has no END line. Copy it whole.");
    }

    /** By hand: of thousands of certificates, a pattern took longer over this than all else did to read the text. */
    private static boolean isBase64(String line) {
        int end = line.endsWith("==") ? line.length() - 2 : line.endsWith("=") ? line.length() - 1 : line.length();
        for (int i = 0; i < end; i++) {
            char c = line.charAt(i);
            boolean isLetterOrDigit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!isLetterOrDigit && c != '+' && c != '/') {
                return false;
            }
        }
        return true;
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        String name = null;
        int from = next;
        while (next < lines.length) {
            String line = lines[next];
            int colon = line.indexOf(':');
            if (colon > 0 && !line.startsWith(DASHES)) {
                name = line.substring(0, colon).strip();
                headers.put(name, line.substring(colon + 1).strip());
            } else if (name != null && !line.isBlank() && Character.isWhitespace(line.charAt(0))) {
                headers.merge(name, line.strip(), String::concat);
            } else {
                break;
            }
            next++;
        }
        if (!headers.isEmpty() && !lenient) {
            throw new PemException(
                    "Line " + (from + 1) + " is a header, which RFC 7468 does not know. Read the text leniently.");
        }
        return headers;
    }

    private void requireEnd(String line, String label) {
        if (!line.equals(END + label + DASHES)) {
            throw new PemException(
                    "Line " + next + " does not end the block " + shown(label) + ". Copy the block again.");
        }
    }

    private static byte[] decode(StringBuilder body, String label, int beginLine) {
        try {
            if (body.length() % 4 != 0) {
                throw new IllegalArgumentException("length");
            }
            return Base64.getDecoder().decode(body.toString());
        } catch (IllegalArgumentException e) {
            // The cause is left out: it would quote characters of what may be a key.
            throw new PemException("The block " + shown(label) + " from line " + beginLine
                    + " is not whole: its base64 does not add up. Copy the block again.");
        }
    }
}
