package io.gatehouse.proxy.reading;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a word means to the directive that gets it: some take a pattern, some a format, some expand once more what the
 * language itself has left alone. Compares a file with that of a harmless value.
 */
public final class Meaning {
    private static final Pattern MEANS_MORE_IN_PATTERNS = Pattern.compile("[.+*?()\\[\\]{}|^$\\\\]");
    private static final List<String> PATTERNS =
            List.of("LocationMatch", "AliasMatch", "RedirectMatch", "ProxyPassMatch", "DirectoryMatch", "FilesMatch");

    private static final List<String> FORMATS = List.of("location", "prefix", "lf-string", "uri-lf", "log-format");

    private final String dialect;
    private final String harmless;
    private final String value;

    /**
     * A comparison.
     *
     * @param harmless the harmless value; empty where there is nothing to tell apart
     * @param dialect the language, or a name of none for files without directives
     * @param value what stands in its place
     */
    public Meaning(String dialect, String harmless, String value) {
        this.dialect = dialect;
        this.harmless = harmless;
        this.value = value;
    }

    /**
     * Compares two files.
     *
     * @throws AssertionError if they differ by more than the value
     */
    public void assertSame(List<Entry> meant, List<Entry> read) {
        assertSame("", meant, read);
    }

    private void assertSame(String section, List<Entry> meant, List<Entry> read) {
        if (meant.size() != read.size()) {
            throw new AssertionError("not as many directives as in " + meant + ": " + read);
        }
        for (int i = 0; i < meant.size(); i++) {
            assertSame(section, meant.get(i), read.get(i));
        }
    }

    private void assertSame(String section, Entry meant, Entry read) {
        boolean alike = meant.opens() == read.opens()
                && meant.words().size() == read.words().size();
        for (int i = 0; alike && i < meant.words().size(); i++) {
            alike = same(section, meant.words(), read.words(), i);
        }
        if (!alike) {
            throw new AssertionError("not what " + meant.words() + " becomes with \"" + value + "\": " + read.words());
        }
        assertSame(meant.words().isEmpty() ? "" : meant.words().get(0), meant.block(), read.block());
    }

    private boolean same(String section, List<String> meant, List<String> read, int index) {
        String word = meant.get(index);
        if (harmless.isEmpty() || !word.contains(harmless)) {
            return word.equals(read.get(index));
        }
        // What begins a word may be a keyword there.
        String placed = word.startsWith(harmless) ? value : "/" + value;
        boolean isPattern = PATTERNS.contains(meant.get(0))
                || (meant.get(0).equals("Location") && meant.get(1).equals("~"))
                || (meant.get(0).startsWith("Rewrite") && index == 1)
                || (index > 0 && meant.get(index - 1).equals("path_regexp"))
                || meant.get(0).equals("pattern");
        String printed = value;
        switch (dialect) {
            case "nginx" -> {
                if (!section.equals("geo")) { // The one block in which nginx expands nothing.
                    refuse("\\$", placed);
                }
            }
            case "apache" -> printed = apache(meant.get(0), placed);
            case "haproxy" -> printed = isFormat(meant, index) ? value.replace("%", "%%") : value;
            case "caddy", "caddy-json" -> refuse("[{}]", placed);
            default -> {}
        }
        return isPattern
                ? word.replace(harmless, literal(value)).equals(read.get(index))
                : word.replace(harmless, printed).equals(read.get(index));
    }

    private String apache(String directive, String placed) {
        switch (directive) {
            case "Header", "RequestHeader" -> {
                refuse("^expr=", placed);
                return value.replace("%", "%%");
            }
            case "AuthName" -> refuse("%\\{|\\$[0-9]", placed);
            case "Location", "Directory", "Files", "Include", "IncludeOptional" -> refuse("[*?\\[]|^~", placed);
            case "CustomLog", "ErrorLog", "TransferLog" -> refuse("^\\||^syslog|^provider", placed);
            case "RewriteRule", "RewriteCond" -> refuse("[$%\\\\]", placed);
            default -> {}
        }
        return value;
    }

    private static boolean isFormat(List<String> words, int index) {
        return FORMATS.contains(words.get(index - 1))
                || words.stream().limit(index).anyMatch(one -> one.equals("set-header") || one.equals("add-header"));
    }

    /** The regular expression that matches the value alone. */
    private static String literal(String value) {
        return MEANS_MORE_IN_PATTERNS.matcher(value).replaceAll("[$0]");
    }

    private static void refuse(String live, String word) {
        if (Pattern.compile(live).matcher(word).find()) {
            throw new Reader.UnreadableException("a word that its directive expands: " + word);
        }
    }
}
