package io.gatehouse.postgres.hba;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the server makes of one line, as {@code pg_hba_file_rules} and {@code pg_ident_file_mappings} show it.
 *
 * @param file where the line stands: the file itself or one that it includes
 * @param line its number there
 * @param value what it says; empty if the server refuses it
 * @param problem why it is refused, with the remedy, to be read after "the line"; never a secret
 * @param <T> {@link HbaRule} or {@link IdentMap}
 */
public record AuthEntry<T>(Path file, int line, Optional<T> value, Optional<String> problem) {
    /** Refuses an entry that is neither read nor refused. */
    public AuthEntry {
        if (value.isPresent() == problem.isPresent()) {
            throw new IllegalArgumentException("a line is either read or refused");
        }
    }

    /** {@code "pg_hba.conf:7"}. */
    public String place() {
        return file + ":" + line;
    }
}
