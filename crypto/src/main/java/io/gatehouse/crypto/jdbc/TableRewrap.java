package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.DecryptionException;
import io.gatehouse.crypto.Envelope;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.EnvelopeFormatException;
import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;
import java.util.Collections;
import javax.sql.DataSource;

/**
 * Rewraps every envelope of a table to the primary key-encryption key of a cipher, while the table is in use. The
 * encrypted payloads stay as they are.
 *
 * <pre>{@code
 * EnvelopeCipher rotated = EnvelopeCipher.builder(newKek).alsoDecryptsWith(oldKek).build();
 * TableReport report = TableRewrap.of(dataSource, table, rotated).run();
 * }</pre>
 *
 * <p>Let every writer use the new key before the run, or run again after: rows written behind its back are not visited
 * twice. A value that another session changes in the meantime is never overwritten. A run that stops, for whatever
 * reason, is resumed by running again.
 *
 * <p>Instances are immutable and safe for use by several threads; so are two runs at once.
 */
public final class TableRewrap {
    private final TableWalk walk;

    private TableRewrap(TableWalk walk) {
        this.walk = walk;
    }

    /** The rewrap of a table. Needs SELECT and UPDATE on it. */
    public static TableRewrap of(DataSource dataSource, SecretTable table, EnvelopeCipher cipher) {
        return new TableRewrap(TableWalk.of(dataSource, table, (stored, row, column) -> change(cipher, stored)));
    }

    /**
     * How many rows a transaction holds; by default 500.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public TableRewrap batchSize(int rows) {
        return new TableRewrap(walk.batchSize(rows));
    }

    /**
     * Rewraps the table.
     *
     * @throws TableAccessException if the database fails
     */
    public TableReport run() {
        return walk.run(false);
    }

    /**
     * Does everything but write: unwraps each data key, and counts.
     *
     * @throws TableAccessException if the database fails
     */
    public TableReport dryRun() {
        return walk.run(true);
    }

    private static CellChange.Outcome change(EnvelopeCipher cipher, String stored) {
        try {
            Envelope envelope = Envelope.parse(stored);
            if (cipher.isCurrent(envelope)) {
                return new CellChange.Current();
            }
            return rewrap(cipher, envelope);
        } catch (EnvelopeFormatException e) {
            return CellChange.Bad.of(e);
        }
    }

    private static CellChange.Outcome rewrap(EnvelopeCipher cipher, Envelope envelope) {
        try {
            return new CellChange.Replacement(cipher.rewrap(envelope).toText());
        } catch (DecryptionException e) {
            boolean keyIsUnknown = Collections.disjoint(envelope.keyEncryptionKeys(), cipher.keyEncryptionKeys());
            return new CellChange.Bad(keyIsUnknown ? Reason.UNKNOWN_KEY : Reason.REFUSED);
        }
    }
}
