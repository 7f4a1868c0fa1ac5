package io.gatehouse.acme.dns01;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.dns.DnsZone;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listings in a file, by the names of the providers; the format is {@code docs/spec/dns-zones-v1.md}. There is one way to
 * write a file and no other is read. Safe for use by many threads.
 */
final class ZonesFile {
    /** What a provider can be called. */
    static final Pattern PROVIDER_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private static final Logger LOG = LoggerFactory.getLogger(ZonesFile.class);
    private static final String HEADER = "gatehouse-dns-zones 1";
    private static final String PROVIDER = "provider ";
    private static final String DIGEST = "sha256 ";
    /** Its name, the time, and the lines with its zones. */
    private static final int SECTION_PARTS = 3;

    private final Path file;

    ZonesFile(Path file) {
        this.file = file;
    }

    /** What a provider listed, and when. */
    record Entry(ZoneNames names, Instant asOf) {}

    /** What is kept; nothing if there is no file or it cannot be trusted, for the providers will say it again. */
    Map<String, Entry> read() {
        if (Files.notExists(file)) {
            return Map.of();
        }
        try {
            return parse(new String(SecureFiles.read(file), StandardCharsets.UTF_8));
        } catch (GatehouseException | IllegalArgumentException | DateTimeException e) {
            LOG.warn("The zones in {} are listed anew, since they cannot be read: {}", file, e.getMessage());
            return Map.of();
        }
    }

    /** Replaces the file. If two write at once, the later has what is known by then. */
    synchronized void write(Supplier<ZoneListings> known) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (ZoneListing listing : known.get().listings()) {
            listing.asOf().ifPresent(at -> entries.put(listing.provider(), new Entry(listing.names(), at)));
        }
        try {
            SecureFiles.write(file, print(entries).getBytes(StandardCharsets.UTF_8));
        } catch (GatehouseException e) {
            LOG.warn("The zones are not kept in {}: {}", file, e.getMessage());
        }
    }

    static String print(Map<String, Entry> entries) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        entries.forEach((provider, entry) -> text.append(PROVIDER)
                .append(provider)
                .append(' ')
                .append(entry.asOf())
                .append('\n')
                .append(entry.names().lines()));
        return text + DIGEST + digest(text.toString()) + "\n";
    }

    /**
     * @throws IllegalArgumentException if it is no such file to the letter
     * @throws DateTimeException if a time in it is none
     * @throws GatehouseException if a zone in it is none
     */
    static Map<String, Entry> parse(String text) {
        if (!text.startsWith(HEADER + "\n")) {
            throw new IllegalArgumentException("it does not begin with \"" + HEADER + "\"");
        }
        int end = text.lastIndexOf(DIGEST);
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<String> sections = List.of(text.substring(0, Math.max(end, 0)).split("(?m)^" + PROVIDER, -1));
        for (String section : sections.subList(1, sections.size())) {
            String[] parts = section.split("[ \n]", SECTION_PARTS);
            if (parts.length < SECTION_PARTS || !PROVIDER_NAME.matcher(parts[0]).matches()) {
                throw new IllegalArgumentException("a provider in it has no name or no time");
            }
            ZoneNames names = ZoneNames.of(parts[2].lines().map(DnsZone::of), () -> {});
            entries.put(parts[0], new Entry(names, Instant.parse(parts[1])));
        }
        if (!print(entries).equals(text)) {
            throw new IllegalArgumentException("it was changed or cut short, for its digest is of something else");
        }
        return entries;
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
