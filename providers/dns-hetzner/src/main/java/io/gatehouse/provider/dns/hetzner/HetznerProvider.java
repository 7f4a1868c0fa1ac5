package io.gatehouse.provider.dns.hetzner;

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
import io.gatehouse.provider.dns.json.VendorAnswer;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Adds values to RRsets and takes them away by the API's own actions, so that nobody's values are written over. Safe for use by
 * many threads.
 */
final class HetznerProvider extends RrsetDnsProvider {
    private static final int ZONES_A_PAGE = 50;
    private static final Duration MINIMUM_TTL = Duration.ofMinutes(1);
    /** What {@link TxtRrset#ttl} is for an RRset that has none of its own, and the zone's instead. */
    private static final Duration TTL_OF_THE_ZONE = Duration.ZERO;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final int MOST_LOOKS = 60;

    private final VendorApi api;
    private final DnsCapabilities capabilities;

    HetznerProvider(VendorApi api) {
        super(HetznerFactory.NAME);
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
        VendorRequest first = api.at("zones").query("mode", "primary").query("per_page", ZONES_A_PAGE);
        return api.pages(
                        first,
                        answer -> next(first, answer),
                        answer -> answer.json().items("zones"))
                .flatMap(zone -> DnsZone.listed(zone.text("name")));
    }

    private static Optional<VendorRequest> next(VendorRequest first, VendorAnswer answer) {
        return answer.json()
                .get("meta")
                .get("pagination")
                .find("next_page")
                .map(page -> first.query("page", page.number()));
    }

    /** From the list, which tells a zone that is not there from an RRset that is not. */
    @Override
    protected TxtRrset read(DnsZone zone, DomainName name) {
        String relative = zone.relativeName(name);
        return rrsets(zone).query("name", relative).query("type", "TXT").get().json().items("rrsets").stream()
                .filter(rrset -> rrset.text("name").equals(relative)
                        && rrset.text("type").equals("TXT"))
                .findFirst()
                .map(rrset -> rrset(name, rrset))
                .orElseGet(() -> TxtRrset.none(name));
    }

    private static TxtRrset rrset(DomainName name, Json rrset) {
        List<String> values = rrset.items("records").stream()
                .map(txt -> txt.get("value").txt())
                .toList();
        Duration ttl =
                rrset.find("ttl").map(Json::number).map(Duration::ofSeconds).orElse(TTL_OF_THE_ZONE);
        return new TxtRrset(name, values, ttl, "");
    }

    @Override
    protected void replace(DnsZone zone, List<Change> changes) {
        for (Change change : changes) {
            try {
                act(zone, "add_records", change.after(), change.before());
                act(zone, "remove_records", change.before(), change.after());
            } catch (DnsProviderException e) {
                throw isOvertaken(e, zone, change.before())
                        ? api.failure(
                                Kind.CONFLICT,
                                "another writer changed " + change.before().name() + " meanwhile")
                        : e;
            }
        }
    }

    /** Which errors a value brings that another writer has added or taken away meanwhile, the API does not say. */
    private boolean isOvertaken(DnsProviderException e, DnsZone zone, TxtRrset before) {
        if (e.kind() != Kind.REFUSED && e.kind() != Kind.NO_SUCH_ZONE) {
            return false;
        }
        TxtRrset now = read(zone, before.name());
        return !Set.copyOf(now.values()).equals(Set.copyOf(before.values()))
                || !now.ttl().equals(before.ttl());
    }

    /** With the values that are in the one RRset and not in the other; nothing where there are none. */
    private void act(DnsZone zone, String action, TxtRrset rrset, TxtRrset without) {
        List<JsonBody> values = rrset.values().stream()
                .filter(value -> !without.values().contains(value))
                .map(value -> JsonBody.of("value", TxtPresentation.quoted(value)))
                .toList();
        if (values.isEmpty()) {
            return;
        }
        JsonBody body = JsonBody.of("records", values);
        if (action.equals("add_records") && !rrset.ttl().equals(TTL_OF_THE_ZONE)) {
            // That of the values which are there already: another is refused.
            body = body.with("ttl", rrset.ttl().toSeconds());
        }
        VendorRequest request = rrsets(zone).at(zone.relativeName(rrset.name()), "TXT", "actions", action);
        awaitEnd(request.post(body).json().get("action"));
    }

    /** What was changed is sure to be read back only when its action has ended. */
    private void awaitEnd(Json action) {
        String id = action.get("id").textOrNumber();
        Json now = action;
        for (int looks = 0; now.text("status").equals("running"); looks++) {
            if (looks == MOST_LOOKS) {
                throw api.failure(Kind.SERVER_FAILED, "action " + id + " is still running");
            }
            if (looks > 0) {
                api.pause(BETWEEN_LOOKS);
            }
            now = api.at("actions", id).get().json().get("action");
        }
        if (!now.text("status").equals("success")) {
            String words = now.find("error")
                    .flatMap(error -> error.findText("message"))
                    .orElse("");
            throw api.failure(Kind.SERVER_FAILED, "action " + id + " did not succeed", words);
        }
    }

    private VendorRequest rrsets(DnsZone zone) {
        return api.at("zones", zone.apex().text(), "rrsets");
    }
}
