package io.gatehouse.crypto.jdbc;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.Envelope;
import io.gatehouse.crypto.ForeignFormat;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What stands in a column, in either form that an envelope has. It may be a secret in the clear and shows nothing. */
sealed interface StoredValue {
    /** In the unit that the column's limit is counted in: characters or bytes. */
    int length();

    boolean isEnvelope();

    Envelope parse();

    Secret readAs(ForeignFormat format);

    /** The envelope in the form that this column holds. */
    StoredValue replacedBy(Envelope envelope);

    void bind(PreparedStatement statement, int index) throws SQLException;

    /** The value of a column, or {@code null} where it is NULL. */
    static @Nullable StoredValue read(ResultSet result, int index, boolean binary) throws SQLException {
        if (binary) {
            byte[] bytes = result.getBytes(index);
            return bytes == null ? null : new Binary(bytes);
        }
        String text = result.getString(index);
        return text == null ? null : new Text(text);
    }

    /** A text. */
    record Text(String text) implements StoredValue {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public boolean isEnvelope() {
            return Envelope.isEnvelope(text);
        }

        @Override
        public Envelope parse() {
            return Envelope.parse(text);
        }

        @Override
        public Secret readAs(ForeignFormat format) {
            return format.read(text);
        }

        @Override
        public StoredValue replacedBy(Envelope envelope) {
            return new Text(envelope.toText());
        }

        @Override
        public void bind(PreparedStatement statement, int index) throws SQLException {
            statement.setString(index, text);
        }

        @Override
        public String toString() {
            return "Text[" + text.length() + " characters]";
        }
    }

    /** Bytes. */
    final class Binary implements StoredValue {
        private final byte[] bytes;

        /** Takes the array over. */
        Binary(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int length() {
            return bytes.length;
        }

        @Override
        public boolean isEnvelope() {
            return Envelope.isEnvelope(bytes);
        }

        @Override
        public Envelope parse() {
            return Envelope.parse(bytes);
        }

        @Override
        public Secret readAs(ForeignFormat format) {
            return format.read(bytes);
        }

        @Override
        public StoredValue replacedBy(Envelope envelope) {
            return new Binary(envelope.toBytes());
        }

        @Override
        public void bind(PreparedStatement statement, int index) throws SQLException {
            statement.setBytes(index, bytes);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Binary binary && Arrays.equals(bytes, binary.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Binary[" + bytes.length + " bytes]";
        }
    }
}
