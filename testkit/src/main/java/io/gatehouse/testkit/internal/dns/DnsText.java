package io.gatehouse.testkit.internal.dns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/** Names and record data as people write them. */
public final class DnsText {
    private DnsText() {}

    /**
     * The name a text means, with or without a trailing dot.
     *
     * @throws IllegalArgumentException if it is not a name
     */
    public static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a domain name: \"" + text + "\"", e);
        }
    }

    /** The name without its trailing dot. */
    public static String text(Name name) {
        return name.toString(true);
    }

    /** What the record says: for TXT its strings joined, for others the form of a zone file. */
    public static String data(Record entry) {
        if (!(entry instanceof TXTRecord)) {
            return entry.rdataToString();
        }
        byte[] rdata = entry.rdataToWireCanonical();
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (int at = 0; at < rdata.length; at += 1 + (rdata[at] & 0xff)) {
            joined.write(rdata, at + 1, rdata[at] & 0xff);
        }
        return joined.toString(StandardCharsets.UTF_8);
    }

    /** The rdata of a TXT record with this value, in strings of at most 255 bytes. */
    static byte[] txtData(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream rdata = new ByteArrayOutputStream();
        int from = 0;
        do {
            int length = Math.min(255, bytes.length - from);
            rdata.write(length);
            rdata.write(bytes, from, length);
            from += length;
        } while (from < bytes.length);
        return rdata.toByteArray();
    }
}
