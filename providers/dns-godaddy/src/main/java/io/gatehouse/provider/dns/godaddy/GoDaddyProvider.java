package io.gatehouse.provider.dns.godaddy;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.RrsetDnsProvider;
import io.gatehouse.dns.TxtRrset;
import io.gatehouse.provider.dns.json.Json;
import io.gatehouse.provider.dns.json.JsonBody;
import io.gatehouse.provider.dns.json.VendorAnswer;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Replaces all values at a name, without a condition: the API has none. Values are text without quotes. Safe for use by many
 * threads.
 */
final class GoDaddyProvider extends RrsetDnsProvider {
    private static final int DOMAINS_A_PAGE = 1000;
    private static final int MOST_RECORDS = 500;
    private static final Duration MINIMUM_TTL = Duration.ofMinutes(10);

    private final VendorApi api;
    private final DnsCapabilities capabilities;

    GoDaddyProvider(VendorApi api) {
        super(GoDaddyFactory.NAME);
        this.api = api;
        this.capabilities = DnsCapabilities.of(DnsCapabilities.Writes.RRSET)
                .withoutPrecondition()
                .minimumTtl(MINIMUM_TTL)
                .rates(api.rates());
    }

    @Override
    public DnsCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public Stream<DnsZone> zones() {
        VendorRequest first = api.at("domains").query("statuses", "ACTIVE").query("limit", DOMAINS_A_PAGE);
        return api.pages(
                        first,
                        answer -> next(first, answer),
                        answer -> answer.json().items())
                .flatMap(domain -> DnsZone.listed(domain.text("domain")));
    }

    private static Optional<VendorRequest> next(VendorRequest first, VendorAnswer answer) {
        List<Json> page = answer.json().items();
        return page.size() < DOMAINS_A_PAGE
                ? Optional.empty()
                : Optional.of(first.query("marker", page.get(page.size() - 1).text("domain")));
    }

    @Override
    protected TxtRrset read(DnsZone zone, DomainName name) {
        List<Json> all =
                records(zone, name).query("limit", MOST_RECORDS).get().json().items();
        if (all.size() >= MOST_RECORDS) {
            // What was not read would be taken away in writing.
            throw api.failure(Kind.REFUSED, name + " has " + MOST_RECORDS + " values or more; take some away");
        }
        String relative = zone.relativeName(name);
        List<Json> own = all.stream()
                .filter(txt ->
                        txt.text("type").equals("TXT") && txt.text("name").equalsIgnoreCase(relative))
                .toList();
        return own.isEmpty()
                ? TxtRrset.none(name)
                : new TxtRrset(
                        name,
                        own.stream().map(txt -> txt.text("data")).toList(),
                        Duration.ofSeconds(own.get(0).number("ttl")),
                        "");
    }

    @Override
    protected void replace(DnsZone zone, List<Change> changes) {
        for (Change change : changes) {
            TxtRrset after = change.after();
            VendorRequest records = records(zone, after.name());
            if (after.values().isEmpty()) {
                records.deleteIfThere();
            } else {
                put(records, after);
            }
        }
    }

    private static void put(VendorRequest records, TxtRrset after) {
        long ttl = Math.max(after.ttl().toSeconds(), MINIMUM_TTL.toSeconds());
        VendorAnswer answer = records.put(after.values().stream()
                .map(value -> JsonBody.of("data", value).with("ttl", ttl))
                .toList());
        if (!answer.body().isBlank()) {
            answer.json(); // GoDaddy says nothing; what is no JSON is another's.
        }
    }

    private VendorRequest records(DnsZone zone, DomainName name) {
        return api.at("domains", zone.apex().text(), "records", "TXT", zone.relativeName(name));
    }
}
