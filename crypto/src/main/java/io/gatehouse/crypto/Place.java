package io.gatehouse.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a stored secret belongs. An envelope is committed to its place and opens nowhere else, so a ciphertext copied
 * to another row, column, table or tenant is refused.
 *
 * <p>The names are logical: they are chosen once and stay when a table or column is renamed. They are not stored in the
 * envelope and are compared byte for byte, as UTF-8, without case folding or Unicode normalisation.
 *
 * @param tenant the tenant, or {@code null} where there is only one
 * @param table the logical name of the table
 * @param column the logical name of the column
 * @param row the id of the row, as text
 * @param type what kind of secret it is, such as {@code password}, or {@code null}
 */
public record Place(
        @Nullable String tenant,
        String table,
        String column,
        String row,
        @Nullable String type) {

    /** The schema number of this encoding in the envelope's header. */
    static final int SCHEMA = 1;

    /** The schema number of an envelope that is bound to no place. */
    static final int SCHEMA_UNBOUND = 0;

    private static final int MAX_FIELD_BYTES = 0xFFFF;
    private static final int FIELD_OVERHEAD = 3;
    private static final byte[] ABSENT = {};
    private static final int MAX_LOGGED_ROW = 64;

    /**
     * @throws IllegalArgumentException if a field is empty, longer than 65535 bytes in UTF-8, or not valid Unicode
     */
    public Place {
        require("tenant", tenant);
        require("table", table);
        require("column", column);
        require("row", row);
        require("type", type);
    }

    /** The place of a column of one row. */
    public static Place of(String table, String column, String row) {
        return new Place(null, table, column, row, null);
    }

    /** The place of a column of one row with a numeric id, which is bound as its decimal digits. */
    public static Place of(String table, String column, long row) {
        return of(table, column, Long.toString(row));
    }

    /** This place in the hands of a tenant. */
    public Place withTenant(String tenant) {
        return new Place(tenant, table, column, row, type);
    }

    /** This place for one kind of secret. */
    public Place withType(String type) {
        return new Place(tenant, table, column, row, type);
    }

    /** The fields as tag, length and value, in ascending order of tags; absent fields are left out. */
    byte[] encoded() {
        return encode(tenant, table, column, row, type);
    }

    /** For logs: {@code access_key.secret[17]}, shortened, with control characters replaced. */
    @Override
    public String toString() {
        String shownRow = row.length() > MAX_LOGGED_ROW ? row.substring(0, MAX_LOGGED_ROW) + "…" : row;
        String tenantPart = Optional.ofNullable(tenant).map(name -> name + "/").orElse("");
        String typePart = Optional.ofNullable(type).map(name -> ":" + name).orElse("");
        return (tenantPart + table + "." + column + "[" + shownRow + "]" + typePart).replaceAll("\\p{Cntrl}", "?");
    }

    /** Encodes fields, of which none is empty; the tag of each is its position, from 1. */
    static byte[] encode(@Nullable String... fields) {
        byte[][] values = new byte[fields.length][];
        int size = 0;
        for (int i = 0; i < fields.length; i++) {
            String field = fields[i];
            values[i] = field == null ? ABSENT : field.getBytes(StandardCharsets.UTF_8);
            size += field == null ? 0 : FIELD_OVERHEAD + values[i].length;
        }
        byte[] out = new byte[size];
        int at = 0;
        for (int i = 0; i < values.length; i++) {
            byte[] value = values[i];
            if (value.length > 0) {
                out[at] = (byte) (i + 1);
                out[at + 1] = (byte) (value.length >>> 8);
                out[at + 2] = (byte) value.length;
                System.arraycopy(value, 0, out, at + FIELD_OVERHEAD, value.length);
                at += FIELD_OVERHEAD + value.length;
            }
        }
        return out;
    }

    static void require(String field, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (value.isEmpty()) {
            throw new IllegalArgumentException("The " + field
                    + " of a place is empty; name it, or leave it out if it is" + " the tenant or the type");
        }
        if (value.length() <= MAX_FIELD_BYTES && isAscii(value)) {
            return;
        }
        try {
            // getBytes would replace a lone surrogate, and two different places would look alike.
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            if (encoded.remaining() > MAX_FIELD_BYTES) {
                throw new IllegalArgumentException("The " + field + " of a place has " + encoded.remaining()
                        + " bytes; at most " + MAX_FIELD_BYTES + " fit");
            }
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("The " + field + " of a place is not valid Unicode", e);
        }
    }

    private static boolean isAscii(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
