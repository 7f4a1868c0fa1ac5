package io.gatehouse.postgres.hba;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A line with the values that {@code @file} brought in.
 *
 * @param file where it stands
 * @param source the line itself
 * @param fields with at least one value each; those of a line with a problem may be incomplete
 * @param problem why it cannot be read
 */
record ExpandedLine(Path file, AuthLine source, List<List<AuthToken>> fields, Optional<String> problem) {}
