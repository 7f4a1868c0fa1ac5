package io.gatehouse.provider.dns.exec;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The variables that a user hands to a program: one {@code NAME=value} a line, the value as it stands; lines that are empty or
 * begin with {@code #} are passed over. Every value counts as a secret.
 *
 * <p>Safe for use by many threads.
 */
final class GivenEnvironment {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** What is shorter is no secret, and would turn every word of an error into stars. */
    private static final int SHORTEST_SECRET = 4;

    private final Supplier<Secret> lines;

    private GivenEnvironment(Supplier<Secret> lines) {
        this.lines = lines;
    }

    static GivenEnvironment none() {
        return of(Secret.ofText(""));
    }

    static GivenEnvironment of(Secret lines) {
        return new GivenEnvironment(() -> lines);
    }

    /** Read anew for each run, so that a credential can be replaced. Open to its owner alone, or it is refused. */
    static GivenEnvironment inFile(Path file) {
        return new GivenEnvironment(() -> SecureFiles.readSecret(file));
    }

    /**
     * The variables as they are now.
     *
     * @throws IllegalArgumentException if a line is not of the form; says which, not what stands in it
     * @throws io.gatehouse.core.SecureFileException if the file is missing or open to others
     */
    Map<String, String> read() {
        return parse(lines.get());
    }

    static Map<String, String> parse(Secret lines) {
        Map<String, String> variables = new LinkedHashMap<>();
        int number = 0;
        for (String line : lines.exposeText().split("\r?\n", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 0
                    || line.indexOf('\0') >= 0
                    || !NAME.matcher(line.substring(0, equals)).matches()) {
                throw new IllegalArgumentException("line " + number + " is not of the form NAME=value");
            }
            variables.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return variables;
    }

    /** The text without the values that were handed over. */
    static String redacted(String text, Map<String, String> given) {
        String left = text;
        for (String value : given.values().stream()
                .filter(each -> each.strip().length() >= SHORTEST_SECRET)
                .sorted(Comparator.comparing(String::length).reversed())
                .toList()) {
            left = left.replace(value.strip(), "***");
        }
        return left;
    }
}
