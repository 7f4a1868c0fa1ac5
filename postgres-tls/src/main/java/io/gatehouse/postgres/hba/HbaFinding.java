package io.gatehouse.postgres.hba;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A danger in one line, and what to do.
 *
 * @param danger which one
 * @param file where the line stands
 * @param line its number
 * @param message what is dangerous there; never a secret
 * @param remedy what to do
 * @param replacement the lines to put in place of this one, where that needs nobody's decision; they say what the line said,
 *     so that secrets of LDAP and RADIUS may stand in them
 */
public record HbaFinding(
        HbaDanger danger, Path file, int line, String message, String remedy, Optional<List<String>> replacement) {
    /** Takes a copy. */
    public HbaFinding {
        replacement = replacement.map(List::copyOf);
    }

    /** {@code "pg_hba.conf:7: TRUST: …; …"}, without the replacement. */
    @Override
    public String toString() {
        return file + ":" + line + ": " + danger + ": " + message + "; " + remedy;
    }
}
