package io.gatehouse.provider.dns.ionos;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.RecordDnsProvider;
import io.gatehouse.dns.TxtPresentation;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.provider.dns.json.Json;
import io.gatehouse.provider.dns.json.JsonBody;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Keeps each value as a record with an identifier. Safe for use by many threads. */
final class IonosProvider extends RecordDnsProvider {
    private static final Duration MINIMUM_TTL = Duration.ofMinutes(1);

    private final VendorApi api;
    private final DnsCapabilities capabilities;

    IonosProvider(VendorApi api) {
        this.api = api;
        this.capabilities = DnsCapabilities.of(DnsCapabilities.Writes.VALUE)
                .minimumTtl(MINIMUM_TTL)
                .rates(api.rates());
    }

    @Override
    public DnsCapabilities capabilities() {
        return capabilities;
    }

    /** Without those that IONOS copies from another server. The API lists all zones in one answer. */
    @Override
    public Stream<DnsZone> zones() {
        return allZones()
                .filter(zone -> zone.text("type").equals("NATIVE"))
                .flatMap(zone -> DnsZone.listed(zone.text("name")));
    }

    @Override
    protected List<Stored> read(DnsZone zone, DomainName name) {
        return zoneAt(zone)
                .query("recordName", name.text())
                .query("recordType", "TXT")
                .get()
                .json()
                .items("records")
                .stream()
                .filter(txt ->
                        txt.text("name").equals(name.text()) && txt.text("type").equals("TXT"))
                .map(txt -> new Stored(txt.text("id"), txt.get("content").txt()))
                .toList();
    }

    @Override
    protected void add(DnsZone zone, TxtRecord txt) {
        JsonBody body = JsonBody.of("name", txt.name().text())
                .with("type", "TXT")
                .with("content", TxtPresentation.quoted(txt.value()))
                .with("ttl", Math.max(txt.ttl().toSeconds(), MINIMUM_TTL.toSeconds()))
                .with("disabled", false);
        List<Json> added = zoneAt(zone).at("records").post(List.of(body)).json().items();
        if (added.stream().noneMatch(one -> one.text("name").equals(txt.name().text()))) {
            throw api.malformed("no record of " + txt.name() + ", which was added");
        }
    }

    @Override
    protected void remove(DnsZone zone, DomainName name, Stored stored) {
        zoneAt(zone).at("records", stored.id()).deleteIfThere();
    }

    private VendorRequest zoneAt(DnsZone zone) {
        String id = allZones()
                .filter(found -> found.text("name").equals(zone.apex().text()))
                .map(found -> found.text("id"))
                .findFirst()
                .orElseThrow(() -> api.noSuchZone(zone));
        return api.at("zones", id);
    }

    private Stream<Json> allZones() {
        return api.at("zones").get().json().items().stream();
    }
}
