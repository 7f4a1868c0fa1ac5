package io.gatehouse.provider.dns.gandi;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.RrsetDnsProvider;
import io.gatehouse.dns.TxtPresentation;
import io.gatehouse.dns.TxtRrset;
import io.gatehouse.provider.dns.json.Json;
import io.gatehouse.provider.dns.json.JsonBody;
import io.gatehouse.provider.dns.json.VendorAnswer;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Replaces all values at a name, as zone files write them. Safe for use by many threads. */
final class GandiProvider extends RrsetDnsProvider {
    private static final int ZONES_A_PAGE = 100;
    private static final Duration MINIMUM_TTL = Duration.ofMinutes(5);
    /** One of the links of a {@code Link} header (RFC 8288), such as {@code <https://host/path?page=2>; rel="next"}. */
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>[^,<]*;\\s*rel=\"?next\\b");

    private final VendorApi api;
    private final DnsCapabilities capabilities;

    GandiProvider(VendorApi api) {
        super(GandiFactory.NAME);
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
        VendorRequest first = api.at("domains").query("per_page", ZONES_A_PAGE);
        return api.pages(
                        first,
                        answer -> next(first, answer),
                        answer -> answer.json().items())
                .flatMap(domain -> DnsZone.listed(domain.text("fqdn")));
    }

    private static Optional<VendorRequest> next(VendorRequest first, VendorAnswer answer) {
        return answer.header("Link").map(NEXT::matcher).filter(Matcher::find).map(next -> first.pageOf(next.group(1)));
    }

    @Override
    protected TxtRrset read(DnsZone zone, DomainName name) {
        return rrset(zone, name)
                .find()
                .map(answer -> rrset(zone, name, answer.json()))
                .orElseGet(() -> TxtRrset.none(name));
    }

    private TxtRrset rrset(DnsZone zone, DomainName name, Json rrset) {
        if (!rrset.text("rrset_name").equals(zone.relativeName(name))) {
            throw api.malformed("an RRset of another name");
        }
        List<String> values =
                rrset.items("rrset_values").stream().map(Json::txt).toList();
        return new TxtRrset(name, values, Duration.ofSeconds(rrset.number("rrset_ttl")), "");
    }

    @Override
    protected void replace(DnsZone zone, List<Change> changes) {
        for (Change change : changes) {
            TxtRrset after = change.after();
            VendorRequest rrset = rrset(zone, after.name());
            if (after.values().isEmpty()) {
                rrset.deleteIfThere();
            } else {
                List<String> values =
                        after.values().stream().map(TxtPresentation::quoted).toList();
                rrset.put(JsonBody.of("rrset_values", values)
                                .with("rrset_ttl", after.ttl().toSeconds()))
                        .json()
                        .text("message");
            }
        }
    }

    private VendorRequest rrset(DnsZone zone, DomainName name) {
        return api.at("domains", zone.apex().text(), "records", zone.relativeName(name), "TXT");
    }
}
