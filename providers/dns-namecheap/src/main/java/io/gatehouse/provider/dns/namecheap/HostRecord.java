package io.gatehouse.provider.dns.namecheap;

import java.util.Map;

/**
 * A record as Namecheap reads and writes it.
 *
 * @param name relative to the domain, {@code @} for the domain itself
 * @param address what the record says; of TXT the text itself
 * @param preference Namecheap gives one to every record, and wants it back
 */
record HostRecord(String name, String type, String address, String preference, String ttl) {

    boolean isTxtAt(String relativeName) {
        return type.equals("TXT") && name.equalsIgnoreCase(relativeName);
    }

    /** @param number of the record in the command, from 1 */
    void writeTo(Map<String, String> fields, int number) {
        fields.put("HostName" + number, name);
        fields.put("RecordType" + number, type);
        fields.put("Address" + number, address);
        fields.put("MXPref" + number, preference);
        fields.put("TTL" + number, ttl);
    }
}
