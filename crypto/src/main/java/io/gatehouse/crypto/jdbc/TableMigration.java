package io.gatehouse.crypto.jdbc;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.DecryptionException;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.EnvelopeFormatException;
import io.gatehouse.crypto.ForeignFormat;
import io.gatehouse.crypto.ForeignFormatException;
import io.gatehouse.crypto.Place;
import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;
import io.gatehouse.crypto.jdbc.TableReader.Cell;
import javax.sql.DataSource;

/**
 * Moves every secret of a table from a foreign format into envelopes bound to their places, while the table is in use.
 *
 * <pre>{@code
 * SecretTable table = SecretTable.builder("access_key", "id").column("secret").build();
 * TableReport report =
 *         TableMigration.of(dataSource, table, cipher, SemaphoreFormat.with(oldKey)).run();
 * }</pre>
 *
 * <p>Values that are envelopes already are left alone, whichever key they are under.
 */
public final class TableMigration {
    private TableMigration() {}

    /** The migration of a table. Needs SELECT and UPDATE on it. */
    public static TableRun of(DataSource dataSource, SecretTable table, EnvelopeCipher cipher, ForeignFormat format) {
        return TableRun.of(dataSource, table, () -> (cell, stored) -> change(cipher, format, table, cell, stored));
    }

    private static CellChange.Outcome change(
            EnvelopeCipher cipher, ForeignFormat format, SecretTable table, Cell cell, StoredValue stored) {
        if (stored.isEnvelope()) {
            return check(stored);
        }
        if (table.tenantColumn() != null && cell.tenant() == null) {
            return new CellChange.Bad(Reason.UNUSABLE_PLACE, "Its tenant, " + table.tenantColumn() + ", is NULL");
        }
        Place place;
        try {
            place = table.place(cell.column(), cell.key().text(), cell.tenant());
        } catch (IllegalArgumentException e) {
            return new CellChange.Bad(Reason.UNUSABLE_PLACE, String.valueOf(e.getMessage()));
        }
        return encrypt(cipher, format, place, stored);
    }

    private static CellChange.Outcome encrypt(
            EnvelopeCipher cipher, ForeignFormat format, Place place, StoredValue stored) {
        try (Secret secret = stored.readAs(format)) {
            if (secret.byteLength() > EnvelopeCipher.MAX_SECRET_BYTES) {
                return new CellChange.Bad(
                        Reason.TOO_LARGE,
                        "It has " + secret.byteLength() + " bytes; an envelope takes "
                                + EnvelopeCipher.MAX_SECRET_BYTES);
            }
            return new CellChange.Replacement(
                    stored.replacedBy(cipher.encrypt(secret).boundTo(place)));
        } catch (ForeignFormatException e) {
            return new CellChange.Bad(Reason.MALFORMED, String.valueOf(e.getMessage()));
        } catch (DecryptionException e) {
            return new CellChange.Bad(
                    Reason.REFUSED, "It does not open under the key given: another key's, damaged, or never encrypted");
        }
    }

    private static CellChange.Outcome check(StoredValue stored) {
        try {
            stored.parse();
            return new CellChange.Current();
        } catch (EnvelopeFormatException e) {
            return CellChange.Bad.of(e);
        }
    }
}
