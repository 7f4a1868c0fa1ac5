package io.gatehouse.provider.dns.google;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.RrsetDnsProvider;
import io.gatehouse.dns.TxtPresentation;
import io.gatehouse.dns.TxtRrset;
import io.gatehouse.provider.dns.json.Json;
import io.gatehouse.provider.dns.json.JsonBody;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorRequest;
import io.gatehouse.provider.dns.json.ZoneIds;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Replaces RRsets in one transaction that takes away exactly what was read: Google refuses it if anything else is there. Safe for
 * use by many threads.
 */
final class GoogleProvider extends RrsetDnsProvider {
    private static final int MOST_VALUES = 100;
    /** Google takes a thousand, of 100,000 bytes together. */
    private static final int CHANGES_AT_ONCE = 100;

    private static final long POLL_MILLIS = 1_000;

    private final VendorApi api;
    private final VendorRequest managedZones;
    private final ZoneIds names = new ZoneIds(this::managedName);
    private final DnsCapabilities capabilities;
    /** The last change to each zone, until it is known to be served. */
    private final Map<DnsZone, String> pending = new ConcurrentHashMap<>();

    GoogleProvider(VendorApi api, String project) {
        super(GoogleFactory.NAME);
        this.api = api;
        this.managedZones = api.at("projects", project, "managedZones");
        this.capabilities = DnsCapabilities.of(DnsCapabilities.Writes.RRSET)
                .valuesAtAName(MOST_VALUES)
                .rates(api.rates());
    }

    @Override
    public DnsCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public Stream<DnsZone> zones() {
        return publicZones(managedZones).flatMap(zone -> DnsZone.listed(withoutDot(zone.text("dnsName"))));
    }

    private Stream<Json> publicZones(VendorRequest first) {
        return items(first, "managedZones")
                .filter(zone -> zone.findText("visibility").orElse("public").equals("public"));
    }

    /** A list that is empty may be left out. */
    private Stream<Json> items(VendorRequest first, String member) {
        return api.pages(
                first,
                answer -> answer.json().findText("nextPageToken").map(token -> first.query("pageToken", token)),
                answer -> answer.json().find(member).map(Json::items).orElse(List.of()));
    }

    private VendorRequest managed(DnsZone zone) {
        return managedZones.at(names.of(zone));
    }

    private String managedName(DnsZone zone) {
        String dnsName = zone + ".";
        return publicZones(managedZones.query("dnsName", dnsName))
                .filter(found -> found.text("dnsName").equals(dnsName))
                .findFirst()
                .map(found -> found.text("name"))
                .orElseThrow(() -> api.noSuchZone(zone));
    }

    private static String withoutDot(String dnsName) {
        return dnsName.endsWith(".") ? dnsName.substring(0, dnsName.length() - 1) : dnsName;
    }

    @Override
    protected TxtRrset read(DnsZone zone, DomainName name) {
        String owner = name + ".";
        VendorRequest rrsets = managed(zone).at("rrsets").query("name", owner).query("type", "TXT");
        return items(rrsets, "rrsets")
                .filter(rrset ->
                        rrset.text("name").equals(owner) && rrset.text("type").equals("TXT"))
                .findFirst()
                .map(rrset -> rrset(name, rrset))
                .orElse(TxtRrset.none(name));
    }

    private static TxtRrset rrset(DomainName name, Json rrset) {
        List<Json> data = rrset.items("rrdatas");
        return new TxtRrset(
                name,
                data.stream().map(Json::txt).toList(),
                Duration.ofSeconds(rrset.number("ttl")),
                data.stream().map(Json::text).collect(Collectors.joining("\n")));
    }

    /** The data as it was read, which the API wants back letter by letter, by its value. */
    private static Map<String, String> dataByValue(TxtRrset read) {
        Map<String, String> byValue = new LinkedHashMap<>();
        read.tag().lines().forEach(data -> byValue.put(TxtPresentation.parse(data), data));
        return byValue;
    }

    @Override
    protected void replace(DnsZone zone, List<Change> changes) {
        VendorRequest endpoint = managed(zone).at("changes");
        for (int from = 0; from < changes.size(); from += CHANGES_AT_ONCE) {
            List<Change> some = changes.subList(from, Math.min(from + CHANGES_AT_ONCE, changes.size()));
            JsonBody body = JsonBody.of(
                            "deletions",
                            some.stream().flatMap(GoogleProvider::deletion).toList())
                    .with(
                            "additions",
                            some.stream().flatMap(GoogleProvider::addition).toList());
            pending.put(zone, endpoint.post(body).json().text("id"));
        }
    }

    private static Stream<JsonBody> deletion(Change change) {
        TxtRrset before = change.before();
        return before.values().isEmpty()
                ? Stream.empty()
                : Stream.of(body(before, before.tag().lines().toList()));
    }

    private static Stream<JsonBody> addition(Change change) {
        TxtRrset after = change.after();
        Map<String, String> known = dataByValue(change.before());
        return after.values().isEmpty()
                ? Stream.empty()
                : Stream.of(body(
                        after,
                        after.values().stream()
                                .map(value -> Optional.ofNullable(known.get(value))
                                        .orElseGet(() -> TxtPresentation.quoted(value)))
                                .toList()));
    }

    private static JsonBody body(TxtRrset rrset, List<String> data) {
        return JsonBody.of("name", rrset.name() + ".")
                .with("type", "TXT")
                .with("ttl", rrset.ttl().toSeconds())
                .with("rrdatas", data);
    }

    @Override
    public void awaitInSync(DnsZone zone, Duration limit) {
        String change = pending.get(zone);
        if (change == null) {
            return;
        }
        VendorRequest request = managed(zone).at("changes", change);
        long start = System.nanoTime();
        while (request.get().json().text("status").equals("pending")) {
            if (Duration.ofNanos(System.nanoTime() - start).compareTo(limit) >= 0) {
                return;
            }
            pause(zone);
        }
        pending.remove(zone, change);
    }

    private static void pause(DnsZone zone) {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DnsProviderException(
                    GoogleFactory.NAME,
                    Kind.CANCELLED,
                    "interrupted before the change to zone " + zone + " was served",
                    e,
                    null);
        }
    }
}
