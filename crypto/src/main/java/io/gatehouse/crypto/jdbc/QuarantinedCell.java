package io.gatehouse.crypto.jdbc;

/**
 * A stored value that a run left as it was, and why.
 *
 * @param row the key of its row, as text
 * @param column its column in the database
 * @param reason what kind of trouble it is
 * @param detail what was found and what to do, for an operator; never the value
 */
public record QuarantinedCell(String row, String column, Reason reason, String detail) {
    /** Why a value was left alone. */
    public enum Reason {
        /** A rewrap found something that is not an envelope: migrate it first. */
        NOT_AN_ENVELOPE,
        /** An envelope of a version or option that this version does not read. */
        UNSUPPORTED,
        /** An envelope cut short or altered. */
        DAMAGED,
        /** An envelope under a key-encryption key that the cipher was not given. */
        UNKNOWN_KEY,
        /** It does not open under the key that it claims, or that was given: altered, or written under another. */
        REFUSED,
        /** It does not have the shape of the foreign format, or could be read in two ways. */
        MALFORMED,
        /** The key of its row or its tenant is missing, empty or too long to bind a secret to. */
        UNUSABLE_PLACE,
        /** The secret is larger than an envelope takes. */
        TOO_LARGE,
        /** The envelope is longer than the column takes. */
        COLUMN_TOO_SHORT,
        /** The database refuses the new value, as by a constraint or a trigger. */
        REJECTED,
        /** Another session wrote it again and again while the run tried: run once more. */
        CONTENDED
    }
}
