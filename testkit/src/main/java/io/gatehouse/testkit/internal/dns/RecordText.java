package io.gatehouse.testkit.internal.dns;

import java.io.IOException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Records as a zone file writes them. */
public final class RecordText {
    private static final long TTL = 60;

    private RecordText() {}

    /**
     * The number of a record type.
     *
     * @throws IllegalArgumentException if there is no such type
     */
    public static int type(String type) {
        int number = Type.value(type);
        if (number < 0 || !Type.isRR(number)) {
            throw new IllegalArgumentException("\"" + type + "\" is no record type");
        }
        return number;
    }

    /**
     * A record in class IN.
     *
     * @throws IllegalArgumentException if the name, the type or the data is malformed
     */
    public static Record parse(String name, String type, String data) {
        return parse(name, type(type), data);
    }

    /**
     * A record in class IN.
     *
     * @throws IllegalArgumentException if the name or the data is malformed
     */
    public static Record parse(String name, int type, String data) {
        try {
            return Record.fromString(DnsText.name(name), type, DClass.IN, TTL, data, Name.root);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "\"" + data + "\" is no data of a " + Type.string(type) + " record at " + name + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** A TXT record of plain text. */
    public static Record txt(String name, String value) {
        return Record.newRecord(DnsText.name(name), Type.TXT, DClass.IN, TTL, DnsText.txtData(value));
    }
}
