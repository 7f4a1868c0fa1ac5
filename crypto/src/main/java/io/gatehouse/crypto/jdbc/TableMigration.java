package io.gatehouse.crypto.jdbc;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.DecryptionException;
import io.gatehouse.crypto.Envelope;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.EnvelopeFormatException;
import io.gatehouse.crypto.ForeignFormat;
import io.gatehouse.crypto.ForeignFormatException;
import io.gatehouse.crypto.Place;
import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;
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
 * <p>Values that are envelopes already are left alone, whichever key they are under. A value that another session
 * changes in the meantime is never overwritten. A run that stops, for whatever reason, is resumed by running again.
 *
 * <p>Instances are immutable and safe for use by several threads; so are two runs at once.
 */
public final class TableMigration {
    private final TableWalk walk;

    private TableMigration(TableWalk walk) {
        this.walk = walk;
    }

    /** The migration of a table. Needs SELECT and UPDATE on it. */
    public static TableMigration of(
            DataSource dataSource, SecretTable table, EnvelopeCipher cipher, ForeignFormat format) {
        return new TableMigration(TableWalk.of(
                dataSource,
                table,
                (stored, row, column) ->
                        change(cipher, format, stored, table.logicalName(), column.logicalName(), row)));
    }

    /**
     * How many rows a transaction holds; by default 500.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public TableMigration batchSize(int rows) {
        return new TableMigration(walk.batchSize(rows));
    }

    /**
     * Migrates the table.
     *
     * @throws TableAccessException if the database fails
     */
    public TableReport run() {
        return walk.run(false);
    }

    /**
     * Does everything but write: reads each secret and counts.
     *
     * @throws TableAccessException if the database fails
     */
    public TableReport dryRun() {
        return walk.run(true);
    }

    private static CellChange.Outcome change(
            EnvelopeCipher cipher, ForeignFormat format, String stored, String table, String column, String row) {
        if (Envelope.isEnvelope(stored)) {
            return check(stored);
        }
        Place place;
        try {
            place = Place.of(table, column, row);
        } catch (IllegalArgumentException e) {
            return new CellChange.Bad(Reason.UNUSABLE_ROW_KEY);
        }
        try (Secret secret = format.read(stored)) {
            if (secret.byteLength() > EnvelopeCipher.MAX_SECRET_BYTES) {
                return new CellChange.Bad(Reason.TOO_LARGE);
            }
            return new CellChange.Replacement(
                    cipher.encrypt(secret).boundTo(place).toText());
        } catch (ForeignFormatException e) {
            return new CellChange.Bad(Reason.MALFORMED);
        } catch (DecryptionException e) {
            return new CellChange.Bad(Reason.REFUSED);
        }
    }

    private static CellChange.Outcome check(String stored) {
        try {
            Envelope.parse(stored);
            return new CellChange.Current();
        } catch (EnvelopeFormatException e) {
            return CellChange.Bad.of(e);
        }
    }
}
