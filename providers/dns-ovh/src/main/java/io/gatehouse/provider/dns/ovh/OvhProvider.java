package io.gatehouse.provider.dns.ovh;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.RecordDnsProvider;
import io.gatehouse.dns.TxtPresentation;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.provider.dns.json.Json;
import io.gatehouse.provider.dns.json.JsonBody;
import io.gatehouse.provider.dns.json.VendorAnswer;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Keeps each value as a record with a number, and has the zone served anew after a change. Safe for use by many threads. */
final class OvhProvider extends RecordDnsProvider {
    private static final Duration MINIMUM_TTL = Duration.ofMinutes(1);

    private final VendorApi api;
    private final DnsCapabilities capabilities;

    OvhProvider(VendorApi api) {
        this.api = api;
        this.capabilities = DnsCapabilities.of(DnsCapabilities.Writes.VALUE)
                .minimumTtl(MINIMUM_TTL)
                .rates(api.rates());
    }

    @Override
    public DnsCapabilities capabilities() {
        return capabilities;
    }

    /** In one answer: the API knows no pages. */
    @Override
    public Stream<DnsZone> zones() {
        return api.at("domain", "zone").get().json().items().stream().flatMap(name -> DnsZone.listed(name.text()));
    }

    @Override
    protected List<Stored> read(DnsZone zone, DomainName name) {
        String subDomain = subDomain(zone, name);
        List<Json> ids = zone(zone)
                .at("record")
                .query("fieldType", "TXT")
                .query("subDomain", subDomain)
                .get()
                .json()
                .items();
        return ids.stream()
                .map(id -> zone(zone).at("record", String.valueOf(id.number())))
                // Another process may have taken it away since.
                .flatMap(request -> request.find().stream())
                .map(VendorAnswer::json)
                .filter(txt -> txt.text("fieldType").equals("TXT")
                        && txt.findText("subDomain").orElse("").equals(subDomain))
                .map(txt -> new Stored(
                        String.valueOf(txt.number("id")), txt.get("target").txt()))
                .toList();
    }

    @Override
    protected void add(DnsZone zone, TxtRecord txt) {
        JsonBody body = JsonBody.of("fieldType", "TXT")
                .with("subDomain", subDomain(zone, txt.name()))
                .with("target", TxtPresentation.quoted(txt.value()))
                .with("ttl", Math.max(txt.ttl().toSeconds(), MINIMUM_TTL.toSeconds()));
        if (zone(zone).at("record").post(body).json().number("id") < 0) {
            throw api.malformed("a record with a number below zero");
        }
    }

    @Override
    protected void remove(DnsZone zone, DomainName name, Stored stored) {
        zone(zone).at("record", stored.id()).deleteIfThere().ifPresent(OvhProvider::requireNothing);
    }

    /** What was written is served only then. */
    @Override
    protected void publish(DnsZone zone) {
        requireNothing(zone(zone).at("refresh").post());
    }

    /** Where the API has nothing to say, it says null; a page of HTML is neither. */
    private static void requireNothing(VendorAnswer answer) {
        if (!answer.body().isEmpty()) {
            answer.json();
        }
    }

    private VendorRequest zone(DnsZone zone) {
        return api.at("domain", "zone", zone.apex().text());
    }

    private static String subDomain(DnsZone zone, DomainName name) {
        String relative = zone.relativeName(name);
        return relative.equals("@") ? "" : relative;
    }
}
