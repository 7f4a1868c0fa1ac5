package io.gatehouse.provider.dns.azure;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.RrsetDnsProvider;
import io.gatehouse.dns.TxtRrset;
import io.gatehouse.provider.dns.json.Json;
import io.gatehouse.provider.dns.json.JsonBody;
import io.gatehouse.provider.dns.json.VendorAnswer;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Replaces the record set at a name, if it still has the ETag that was read. Safe for use by many threads. */
final class AzureProvider extends RrsetDnsProvider {
    private static final int MOST_VALUES = 20;
    private static final int MOST_BYTES = 255;
    private static final Duration MINIMUM_TTL = Duration.ofSeconds(1);

    private final VendorApi api;
    private final VendorRequest group;
    private final DnsCapabilities capabilities;

    /**
     * @param group the zones of the resource group
     */
    AzureProvider(VendorApi api, VendorRequest group) {
        super(AzureFactory.NAME);
        this.api = api;
        this.group = group;
        this.capabilities = DnsCapabilities.of(DnsCapabilities.Writes.RRSET)
                .minimumTtl(MINIMUM_TTL)
                .valuesAtAName(MOST_VALUES)
                .rates(api.rates());
    }

    @Override
    public DnsCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public Stream<DnsZone> zones() {
        return api.pages(group, this::next, answer -> answer.json().items("value"))
                .flatMap(zone -> DnsZone.listed(zone.text("name")));
    }

    /** The link's query alone is taken over: the token goes nowhere but to the address that the user has given. */
    private Optional<VendorRequest> next(VendorAnswer answer) {
        return answer.json().findText("nextLink").map(link -> {
            VendorRequest following = group;
            for (String field : link.substring(link.indexOf('?') + 1).split("&", -1)) {
                int equals = field.indexOf('=');
                if (equals > 0) {
                    following =
                            following.query(decoded(field.substring(0, equals)), decoded(field.substring(equals + 1)));
                }
            }
            return following;
        });
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    protected TxtRrset read(DnsZone zone, DomainName name) {
        return recordSet(zone, name)
                .find()
                .map(answer -> rrset(zone, name, answer.json()))
                .orElse(TxtRrset.none(name));
    }

    /** A record set may be there and be empty; it has an ETag then, too. */
    private static TxtRrset rrset(DnsZone zone, DomainName name, Json recordSet) {
        String end = "/dnszones/" + zone + "/txt/" + zone.relativeName(name);
        if (!recordSet.text("id").toLowerCase(Locale.ROOT).endsWith(end)) {
            throw recordSet.malformed("is another record set");
        }
        Json properties = recordSet.get("properties");
        List<String> values = properties.find("TXTRecords").map(Json::items).orElse(List.of()).stream()
                .map(txt -> txt.items("value").stream().map(Json::text).collect(Collectors.joining()))
                .toList();
        return new TxtRrset(name, values, Duration.ofSeconds(properties.number("TTL")), recordSet.text("etag"));
    }

    @Override
    protected void replace(DnsZone zone, List<Change> changes) {
        for (Change change : changes) {
            TxtRrset after = change.after();
            String tag = change.before().tag();
            VendorRequest recordSet = recordSet(zone, after.name());
            VendorRequest unlessChanged =
                    tag.isEmpty() ? recordSet.header("If-None-Match", "*") : recordSet.header("If-Match", tag);
            if (after.values().isEmpty()) {
                unlessChanged.deleteIfThere();
            } else {
                rrset(zone, after.name(), unlessChanged.put(body(after)).json());
            }
        }
    }

    private static JsonBody body(TxtRrset after) {
        List<JsonBody> values = after.values().stream()
                .map(value -> JsonBody.of("value", strings(value)))
                .toList();
        return JsonBody.of(
                "properties",
                JsonBody.of("TTL", Math.max(after.ttl().toSeconds(), MINIMUM_TTL.toSeconds()))
                        .with("TXTRecords", values));
    }

    /** A value as strings of at most 255 bytes, cut between characters. */
    static List<String> strings(String value) {
        List<String> strings = new ArrayList<>();
        StringBuilder string = new StringBuilder();
        int bytes = 0;
        for (int point : value.codePoints().toArray()) {
            int more = Character.toString(point).getBytes(StandardCharsets.UTF_8).length;
            if (bytes + more > MOST_BYTES) {
                strings.add(string.toString());
                string.setLength(0);
                bytes = 0;
            }
            string.appendCodePoint(point);
            bytes += more;
        }
        strings.add(string.toString());
        return strings;
    }

    private VendorRequest recordSet(DnsZone zone, DomainName name) {
        return group.at(zone.apex().text(), "TXT", zone.relativeName(name));
    }
}
