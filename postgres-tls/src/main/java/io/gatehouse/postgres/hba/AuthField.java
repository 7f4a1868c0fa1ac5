package io.gatehouse.postgres.hba;

import java.util.List;

/**
 * A comma list as it stands in a line, before {@code @file} is expanded.
 *
 * @param tokens at least one
 * @param start where it begins in the joined line
 * @param end where it ends
 */
record AuthField(List<AuthToken> tokens, int start, int end) {
    AuthField {
        tokens = List.copyOf(tokens);
    }
}
