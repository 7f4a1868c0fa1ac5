package io.gatehouse.crypto.jdbc;

import io.gatehouse.crypto.DecryptionException;
import io.gatehouse.crypto.Envelope;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.EnvelopeFormatException;
import io.gatehouse.crypto.EnvelopeRewrapper;
import io.gatehouse.crypto.jdbc.QuarantinedCell.Reason;
import java.util.Collections;
import javax.sql.DataSource;

/**
 * Rewraps every envelope of a table to the primary key-encryption key of a cipher, while the table is in use. The
 * encrypted payloads stay as they are, and so do envelopes whose data key is in a store: there the store is rewrapped.
 *
 * <pre>{@code
 * EnvelopeCipher rotated = EnvelopeCipher.builder(newKek).alsoDecryptsWith(oldKek).build();
 * TableReport report = TableRewrap.of(dataSource, table, rotated).run();
 * }</pre>
 *
 * <p>The key-encryption keys are called once for each data key, however many envelopes share it, and asked once for their
 * newest versions: envelopes under an older version are rewrapped too, where the wrapped key shows it.
 *
 * <p>Let every writer use the new key before the run, or run again after: rows written behind its back are not visited
 * twice. {@link TableCensus} then tells whether the old key may be destroyed.
 */
public final class TableRewrap {
    private TableRewrap() {}

    /** The rewrap of a table. Needs SELECT and UPDATE on it. */
    public static TableRun of(DataSource dataSource, SecretTable table, EnvelopeCipher cipher) {
        // A wrapped key moves with its payload: where that is bound to need not be known.
        return TableRun.of(dataSource, table.withoutTenant(), () -> {
            EnvelopeRewrapper rewrapper = cipher.rewrapper();
            return (cell, stored) -> change(cipher, rewrapper, stored);
        });
    }

    private static CellChange.Outcome change(EnvelopeCipher cipher, EnvelopeRewrapper rewrapper, StoredValue stored) {
        try {
            Envelope envelope = stored.parse();
            return rewrap(cipher, rewrapper, stored, envelope);
        } catch (EnvelopeFormatException e) {
            return CellChange.Bad.of(e);
        }
    }

    private static CellChange.Outcome rewrap(
            EnvelopeCipher cipher, EnvelopeRewrapper rewrapper, StoredValue stored, Envelope envelope) {
        try {
            Envelope rewrapped = rewrapper.rewrap(envelope);
            return rewrapped.equals(envelope)
                    ? new CellChange.Current()
                    : new CellChange.Replacement(stored.replacedBy(rewrapped));
        } catch (DecryptionException e) {
            boolean keyIsUnknown = Collections.disjoint(envelope.keyEncryptionKeys(), cipher.keyEncryptionKeys());
            String keys =
                    "It needs one of KEK " + envelope.keyEncryptionKeys() + "; known are " + cipher.keyEncryptionKeys();
            return keyIsUnknown
                    ? new CellChange.Bad(Reason.UNKNOWN_KEY, keys + "; pass the missing one to alsoDecryptsWith")
                    : new CellChange.Bad(Reason.REFUSED, keys + "; its header or its wrapped key was altered");
        }
    }
}
