package io.gatehouse.provider.dns.cloudflare;

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
import io.gatehouse.provider.dns.json.ZoneIds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps each value as a record with an identifier. Safe for use by many threads. */
final class CloudflareProvider extends RecordDnsProvider {
    private static final int ZONES_A_PAGE = 50;
    private static final int RECORDS_A_PAGE = 100;
    private static final Duration MINIMUM_TTL = Duration.ofMinutes(1);

    private final VendorApi api;
    private final ZoneIds ids = new ZoneIds(this::id);
    private final DnsCapabilities capabilities;

    CloudflareProvider(VendorApi api) {
        this.api = api;
        this.capabilities = DnsCapabilities.of(DnsCapabilities.Writes.VALUE)
                .minimumTtl(MINIMUM_TTL)
                .rates(api.rates());
    }

    @Override
    public DnsCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public Stream<DnsZone> zones() {
        VendorRequest first = api.at("zones").query("status", "active").query("per_page", ZONES_A_PAGE);
        return pages(first).flatMap(zone -> DnsZone.listed(zone.text("name")));
    }

    @Override
    protected List<Stored> read(DnsZone zone, DomainName name) {
        VendorRequest first =
                records(zone).query("type", "TXT").query("name", name.text()).query("per_page", RECORDS_A_PAGE);
        return pages(first)
                .filter(txt -> txt.text("name").equals(name.text()))
                .map(txt -> new Stored(txt.text("id"), txt.get("content").txt()))
                .toList();
    }

    @Override
    protected void add(DnsZone zone, TxtRecord txt) {
        JsonBody body = JsonBody.of("type", "TXT")
                .with("name", txt.name().text())
                .with("content", TxtPresentation.quoted(txt.value()))
                .with("ttl", Math.max(txt.ttl().toSeconds(), MINIMUM_TTL.toSeconds()));
        String id = records(zone).post(body).json().get("result").text("id");
        if (id.isEmpty()) {
            throw api.malformed("a record without an identifier");
        }
    }

    @Override
    protected void remove(DnsZone zone, DomainName name, Stored stored) {
        records(zone).at(stored.id()).deleteIfThere();
    }

    private VendorRequest records(DnsZone zone) {
        return api.at("zones", ids.of(zone), "dns_records");
    }

    private String id(DnsZone zone) {
        return api.at("zones").query("name", zone.apex().text()).get().json().items("result").stream()
                .filter(found -> found.text("name").equals(zone.apex().text()))
                .map(found -> found.text("id"))
                .findFirst()
                .orElseThrow(() -> api.noSuchZone(zone));
    }

    private Stream<Json> pages(VendorRequest first) {
        return api.pages(
                first, answer -> next(first, answer), answer -> answer.json().items("result"));
    }

    private static Optional<VendorRequest> next(VendorRequest first, VendorAnswer answer) {
        Json info = answer.json().get("result_info");
        long page = info.number("page");
        return page < info.number("total_pages") ? Optional.of(first.query("page", page + 1)) : Optional.empty();
    }
}
