package io.gatehouse.acme.dns01;

import io.gatehouse.dns.DnsZone;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Names of zones, in order and as one text, so that ten thousand take no more than their letters. Immutable. */
final class ZoneNames {
    static final ZoneNames NONE = new ZoneNames("", 0);

    private final String lines;
    private final int size;

    private ZoneNames(String lines, int size) {
        this.lines = lines;
        this.size = size;
    }

    /**
     * Reads the zones one by one, and keeps none but its name.
     *
     * @param heard called after each
     */
    static ZoneNames of(Stream<DnsZone> zones, Runnable heard) {
        TreeSet<String> names = new TreeSet<>();
        zones.sequential().forEach(zone -> {
            names.add(zone.apex().text());
            heard.run();
        });
        StringBuilder lines = new StringBuilder();
        names.forEach(name -> lines.append(name).append('\n'));
        return new ZoneNames(lines.toString(), names.size());
    }

    int size() {
        return size;
    }

    Stream<DnsZone> zones() {
        return lines.lines().map(DnsZone::of);
    }

    /** Each name and a line break, in ascending order. */
    String lines() {
        return lines;
    }

    boolean contains(DnsZone zone) {
        String wanted = zone.apex().text();
        int low = 0;
        int high = lines.length();
        while (low < high) {
            int middle = (low + high) >>> 1;
            int begin = lines.lastIndexOf('\n', middle - 1) + 1;
            int end = lines.indexOf('\n', middle);
            int order = wanted.compareTo(lines.substring(begin, end));
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                high = begin;
            } else {
                low = end + 1;
            }
        }
        return false;
    }
}
