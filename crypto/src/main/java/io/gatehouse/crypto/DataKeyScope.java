package io.gatehouse.crypto;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one data key serves: the secrets of a tenant, of a tenant's table, of one record. Destroying the keys of a scope
 * makes all of its secrets unreadable, and no others.
 *
 * <p>The fields are those of a {@link Place}; {@code null} stands for any. Every wrapped copy of a stored data key is bound
 * to its scope.
 *
 * @param tenant the tenant, or {@code null}
 * @param table the logical name of the table, or {@code null}
 * @param column the logical name of the column, or {@code null}
 * @param row the id of the row, or {@code null}
 */
public record DataKeyScope(
        @Nullable String tenant,
        @Nullable String table,
        @Nullable String column,
        @Nullable String row) {

    /** The scope of everything, and of secrets of no tenant where scopes are tenants. */
    public static final DataKeyScope ALL = new DataKeyScope(null, null, null, null);

    /**
     * @throws IllegalArgumentException if a field is empty, longer than 65535 bytes in UTF-8, or not valid Unicode
     */
    public DataKeyScope {
        Place.require("tenant", tenant);
        Place.require("table", table);
        Place.require("column", column);
        Place.require("row", row);
    }

    /** The scope of one tenant. */
    public static DataKeyScope ofTenant(String tenant) {
        return new DataKeyScope(tenant, null, null, null);
    }

    /** The fields that are there, encoded as those of a place are. */
    byte[] encoded() {
        return Place.encode(tenant, table, column, row);
    }

    /**
     * A name of fixed size by which a store finds the keys of this scope: the SHA-256 of its encoding (see
     * {@code docs/spec/envelope-v1.md}) as 64 hexadecimal digits. It hides nothing: whoever can guess a scope can check
     * the guess.
     */
    public String fingerprint() {
        return HexFormat.of().formatHex(WrapBinding.sha256(encoded()));
    }

    /** For logs: {@code tenant=acme&table=access_key}, each value percent-encoded; {@code all} for everything. */
    @Override
    public String toString() {
        List<String> fields = new ArrayList<>();
        show(fields, "tenant", tenant);
        show(fields, "table", table);
        show(fields, "column", column);
        show(fields, "row", row);
        return fields.isEmpty() ? "all" : String.join("&", fields);
    }

    private static void show(List<String> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
