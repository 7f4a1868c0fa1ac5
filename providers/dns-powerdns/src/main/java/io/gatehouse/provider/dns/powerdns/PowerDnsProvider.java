package io.gatehouse.provider.dns.powerdns;

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
import java.util.Set;
import java.util.stream.Stream;

/**
 * Replaces RRsets. The API takes no condition with it, so processes that write one name must take turns. Safe for use by many
 * threads.
 */
final class PowerDnsProvider extends RrsetDnsProvider {
    private static final int NO_CONTENT = 204;

    /** Zones that another server fills; what is written to them is gone at the next transfer. */
    private static final Set<String> COPIES = Set.of("Slave", "Consumer");

    private final VendorApi api;
    private final VendorRequest zones;
    private final DnsCapabilities capabilities;

    PowerDnsProvider(VendorApi api, String server) {
        super(PowerDnsFactory.NAME);
        this.api = api;
        this.zones = api.at("api", "v1", "servers", server, "zones");
        this.capabilities = DnsCapabilities.of(DnsCapabilities.Writes.RRSET)
                .withoutPrecondition()
                .rates(api.rates());
    }

    @Override
    public DnsCapabilities capabilities() {
        return capabilities;
    }

    /** In one answer: the API knows no pages. */
    @Override
    public Stream<DnsZone> zones() {
        // Whether each zone is signed takes the server a query a zone to say.
        return zones.query("dnssec", false).get().json().items().stream()
                .filter(zone -> !COPIES.contains(zone.text("kind")))
                .flatMap(zone -> zone(zone.text("name")));
    }

    private static Stream<DnsZone> zone(String dotted) {
        return DnsZone.listed(dotted.substring(0, Math.max(0, dotted.length() - 1)));
    }

    @Override
    protected TxtRrset read(DnsZone zone, DomainName name) {
        // A server that does not know these fields answers with the whole zone.
        VendorRequest one = at(zone).query("rrset_name", dotted(name)).query("rrset_type", "TXT");
        List<Json> entries = txt(rrsets(zone, one), name);
        return entries.stream()
                .findFirst()
                .map(rrset -> new TxtRrset(name, values(rrset), Duration.ofSeconds(rrset.number("ttl")), ""))
                .orElseGet(() -> TxtRrset.none(name));
    }

    private static List<String> values(Json rrset) {
        return rrset.items("records").stream()
                .filter(entry -> !entry.get("disabled").flag())
                .map(entry -> entry.get("content").txt())
                .toList();
    }

    @Override
    protected void replace(DnsZone zone, List<Change> changes) {
        // Records that are switched off are gone unless they are written back, and only the whole zone shows them.
        List<Json> before = rrsets(zone, at(zone));
        List<JsonBody> after = changes.stream()
                .map(Change::after)
                .map(rrset -> replacement(rrset, disabled(txt(before, rrset.name()))))
                .toList();
        VendorAnswer answer = at(zone).patch(JsonBody.of("rrsets", after));
        if (answer.status() != NO_CONTENT) {
            throw api.malformed("status " + answer.status() + " for a change");
        }
    }

    private static Stream<String> disabled(List<Json> rrsets) {
        return rrsets.stream()
                .flatMap(rrset -> rrset.items("records").stream())
                .filter(entry -> entry.get("disabled").flag())
                .map(entry -> entry.text("content"));
    }

    /** Without records it takes the RRset away. */
    private static JsonBody replacement(TxtRrset after, Stream<String> disabled) {
        Stream<JsonBody> enabled = after.values().stream().map(value -> entry(TxtPresentation.quoted(value), false));
        return JsonBody.of("name", dotted(after.name()))
                .with("type", "TXT")
                .with("changetype", "REPLACE")
                .with("ttl", after.ttl().toSeconds())
                .with(
                        "records",
                        Stream.concat(enabled, disabled.map(content -> entry(content, true)))
                                .toList());
    }

    private static JsonBody entry(String content, boolean isDisabled) {
        return JsonBody.of("content", content).with("disabled", isDisabled);
    }

    private VendorRequest at(DnsZone zone) {
        return zones.at(dotted(zone.apex()));
    }

    private List<Json> rrsets(DnsZone zone, VendorRequest request) {
        Json answer = request.find().orElseThrow(() -> api.noSuchZone(zone)).json();
        if (!answer.text("name").equals(dotted(zone.apex()))) {
            throw api.malformed("it is of another zone than " + zone);
        }
        return answer.items("rrsets");
    }

    private static List<Json> txt(List<Json> rrsets, DomainName name) {
        return rrsets.stream()
                .filter(rrset ->
                        rrset.text("type").equals("TXT") && rrset.text("name").equals(dotted(name)))
                .toList();
    }

    private static String dotted(DomainName name) {
        return name.text() + ".";
    }
}
