package io.gatehouse.postgres;

import java.util.List;

/**
 * A data source name in another form, and what that form changed.
 *
 * <p>A change never weakens the connection: a conversion that would is refused with a {@link DsnException}.
 *
 * @param text the result, without passwords
 * @param changes what was left out or said otherwise, in the order met; empty for an exact conversion
 */
public record Conversion(String text, List<Change> changes) {
    /**
     * One thing that the other form does not say in the same way.
     *
     * @param parameter the name in libpq's words, where libpq has one
     * @param kind what became of it
     * @param reason in a sentence
     */
    public record Change(String parameter, Kind kind, String reason) {}

    /** What became of a parameter. */
    public enum Kind {
        /** The other form has no words for it. */
        LOST,
        /** Said so that the other driver does at least as much. */
        STRENGTHENED
    }

    /** Takes a copy. */
    public Conversion {
        changes = List.copyOf(changes);
    }

    /** Whether nothing was lost or changed. */
    public boolean isExact() {
        return changes.isEmpty();
    }

    /**
     * Notes that a parameter is left out.
     *
     * @throws DsnException if the connection would be weaker without it
     */
    static Change lost(ConnectionParameter parameter, String value, String driver, String why) {
        if (parameter.protects(value)) {
            throw new DsnException(driver + " " + why + ": " + parameter.displayName()
                    + ", and the connection would be weaker without it: leave it out, or connect otherwise");
        }
        return new Change(parameter.displayName(), Kind.LOST, driver + " " + why);
    }
}
