package io.gatehouse.provider.dns.scaleway;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
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
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps each value as a record with an identifier. Safe for use by many threads. */
final class ScalewayProvider extends RecordDnsProvider {
    private static final int ITEMS_A_PAGE = 100;
    private static final Duration MINIMUM_TTL = Duration.ofMinutes(1);

    private final VendorApi api;
    private final DnsCapabilities capabilities;

    ScalewayProvider(VendorApi api) {
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
        return pages(api.at("dns-zones"), "dns_zones").flatMap(ScalewayProvider::zone);
    }

    /** A zone is told as a domain and what stands before it. */
    private static Stream<DnsZone> zone(Json zone) {
        String before = zone.text("subdomain");
        return DnsZone.listed((before.isEmpty() ? "" : before + ".") + zone.text("domain"));
    }

    @Override
    protected List<Stored> read(DnsZone zone, DomainName name) {
        String relative = relativeName(zone, name);
        VendorRequest first = records(zone).query("type", "TXT").query("name", relative);
        return pages(first, "records")
                .filter(txt ->
                        txt.text("type").equals("TXT") && txt.text("name").equalsIgnoreCase(relative))
                .map(txt -> new Stored(txt.text("id"), value(txt.text("data"))))
                .toList();
    }

    /** Scaleway puts the strings of a value together in one pair of quotes, and escapes nothing but quotes. */
    private static String value(String data) {
        boolean isQuoted = data.length() >= 2 && data.startsWith("\"") && data.endsWith("\"");
        return isQuoted ? data.substring(1, data.length() - 1).replace("\\\"", "\"") : data;
    }

    @Override
    protected void add(DnsZone zone, TxtRecord txt) {
        JsonBody entry = JsonBody.of("name", relativeName(zone, txt.name()))
                .with("type", "TXT")
                .with("data", TxtPresentation.quoted(txt.value()))
                .with("ttl", Math.max(txt.ttl().toSeconds(), MINIMUM_TTL.toSeconds()));
        change(zone, JsonBody.of("add", JsonBody.of("records", List.of(entry))));
    }

    @Override
    protected void remove(DnsZone zone, DomainName name, Stored stored) {
        try {
            change(zone, JsonBody.of("delete", JsonBody.of("id", stored.id())));
        } catch (DnsProviderException e) {
            // The zone was there a moment ago: what is not found is the record.
            if (e.kind() != Kind.NO_SUCH_ZONE) {
                throw e;
            }
        }
    }

    private void change(DnsZone zone, JsonBody change) {
        JsonBody body = JsonBody.of("changes", List.of(change))
                .with("return_all_records", false)
                .with("disallow_new_zone_creation", true);
        records(zone).patch(body).json().items("records");
    }

    private VendorRequest records(DnsZone zone) {
        return api.at("dns-zones", zone.apex().text(), "records");
    }

    private static String relativeName(DnsZone zone, DomainName name) {
        return name.equals(zone.apex()) ? "" : zone.relativeName(name);
    }

    private Stream<Json> pages(VendorRequest list, String member) {
        int[] seen = {0};
        VendorRequest sized = list.query("page_size", ITEMS_A_PAGE);
        return api.pages(
                sized,
                answer -> {
                    seen[0] += answer.json().items(member).size();
                    boolean isLast = seen[0] >= answer.json().number("total_count");
                    return isLast ? Optional.empty() : Optional.of(sized.query("page", seen[0] / ITEMS_A_PAGE + 1));
                },
                answer -> answer.json().items(member));
    }
}
