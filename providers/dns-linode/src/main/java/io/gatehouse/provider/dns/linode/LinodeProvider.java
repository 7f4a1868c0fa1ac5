package io.gatehouse.provider.dns.linode;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.RecordDnsProvider;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.provider.dns.json.Json;
import io.gatehouse.provider.dns.json.JsonBody;
import io.gatehouse.provider.dns.json.VendorAnswer;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps each value as a record with an identifier, as plain text. Safe for use by many threads. */
final class LinodeProvider extends RecordDnsProvider {
    private static final int MOST_A_PAGE = 500;
    private static final Duration MINIMUM_TTL = Duration.ofMinutes(5);

    private final VendorApi api;
    private final DnsCapabilities capabilities;

    LinodeProvider(VendorApi api) {
        this.api = api;
        this.capabilities = DnsCapabilities.of(DnsCapabilities.Writes.VALUE)
                .minimumTtl(MINIMUM_TTL)
                .rates(api.rates());
    }

    @Override
    public DnsCapabilities capabilities() {
        return capabilities;
    }

    /** Without those that Linode copies from another server. */
    @Override
    public Stream<DnsZone> zones() {
        return pages(api.at("domains"))
                .filter(domain -> domain.text("type").equals("master"))
                .flatMap(domain -> DnsZone.listed(domain.text("domain")));
    }

    @Override
    protected List<Stored> read(DnsZone zone, DomainName name) {
        String host = host(zone, name);
        return pages(filtered(records(zone), JsonBody.of("type", "TXT").with("name", host)))
                .filter(txt -> txt.text("name").equals(host))
                .map(txt -> new Stored(txt.get("id").textOrNumber(), txt.text("target")))
                .toList();
    }

    @Override
    protected void add(DnsZone zone, TxtRecord txt) {
        JsonBody body = JsonBody.of("type", "TXT")
                .with("name", host(zone, txt.name()))
                .with("target", txt.value())
                .with("ttl_sec", Math.max(txt.ttl().toSeconds(), MINIMUM_TTL.toSeconds()));
        records(zone).post(body).json().get("id").textOrNumber();
    }

    @Override
    protected void remove(DnsZone zone, DomainName name, Stored stored) {
        records(zone).at(stored.id()).deleteIfThere();
    }

    /** The name before the domain; that of the apex is empty. */
    private static String host(DnsZone zone, DomainName name) {
        return name.equals(zone.apex()) ? "" : zone.relativeName(name);
    }

    private VendorRequest records(DnsZone zone) {
        return api.at("domains", id(zone), "records");
    }

    private String id(DnsZone zone) {
        return pages(filtered(
                        api.at("domains"), JsonBody.of("domain", zone.apex().text())))
                .filter(domain -> domain.text("domain").equals(zone.apex().text()))
                .map(domain -> domain.get("id").textOrNumber())
                .findFirst()
                .orElseThrow(() -> api.noSuchZone(zone));
    }

    private static VendorRequest filtered(VendorRequest list, JsonBody filter) {
        return list.header("X-Filter", filter.text());
    }

    private Stream<Json> pages(VendorRequest list) {
        VendorRequest first = list.query("page_size", MOST_A_PAGE);
        return api.pages(
                first, answer -> next(first, answer), answer -> answer.json().items("data"));
    }

    private static Optional<VendorRequest> next(VendorRequest first, VendorAnswer answer) {
        Json list = answer.json();
        long page = list.number("page");
        return page < list.number("pages") ? Optional.of(first.query("page", page + 1)) : Optional.empty();
    }
}
