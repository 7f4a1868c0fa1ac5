package io.gatehouse.provider.dns.digitalocean;

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
final class DigitalOceanProvider extends RecordDnsProvider {
    private static final int MOST_A_PAGE = 200;
    private static final Duration MINIMUM_TTL = Duration.ofSeconds(30);

    private final VendorApi api;
    private final DnsCapabilities capabilities;

    DigitalOceanProvider(VendorApi api) {
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
        return pages(domains(), "domains").flatMap(domain -> DnsZone.listed(domain.text("name")));
    }

    /** Asked for by its full name, and told by the part of it before the domain. */
    @Override
    protected List<Stored> read(DnsZone zone, DomainName name) {
        VendorRequest first = records(zone).query("type", "TXT").query("name", name.text());
        String relative = zone.relativeName(name);
        return pages(first, "domain_records")
                .filter(txt -> txt.text("name").equals(relative))
                .map(txt -> new Stored(txt.get("id").textOrNumber(), txt.text("data")))
                .toList();
    }

    @Override
    protected void add(DnsZone zone, TxtRecord txt) {
        JsonBody body = JsonBody.of("type", "TXT")
                .with("name", txt.relativeName(zone))
                .with("data", txt.value())
                .with("ttl", Math.max(txt.ttl().toSeconds(), MINIMUM_TTL.toSeconds()));
        records(zone).post(body).json().get("domain_record").get("id").textOrNumber();
    }

    @Override
    protected void remove(DnsZone zone, DomainName name, Stored stored) {
        records(zone).at(stored.id()).deleteIfThere();
    }

    private VendorRequest domains() {
        return api.at("v2", "domains");
    }

    private VendorRequest records(DnsZone zone) {
        return domains().at(zone.apex().text(), "records");
    }

    private Stream<Json> pages(VendorRequest list, String member) {
        VendorRequest first = list.query("per_page", MOST_A_PAGE);
        return api.pages(
                first, answer -> next(first, answer), answer -> answer.json().items(member));
    }

    /** Where all is on one page, {@code links} is empty. */
    private static Optional<VendorRequest> next(VendorRequest first, VendorAnswer answer) {
        return answer.json()
                .get("links")
                .find("pages")
                .flatMap(pages -> pages.findText("next"))
                .map(first::pageOf);
    }
}
