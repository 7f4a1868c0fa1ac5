package io.gatehouse.provider.dns.http;

import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.provider.dns.json.JsonBody;
import io.gatehouse.provider.dns.json.VendorAnswer;
import io.gatehouse.provider.dns.json.VendorApi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Sends a request for each value. What the server makes of a value that is there already, or of others at the name, is its own
 * affair. Safe for use by many threads.
 */
final class HttpProvider implements DnsProvider {
    private final VendorApi api;
    private final DnsCapabilities capabilities;

    HttpProvider(VendorApi api) {
        this.api = api;
        // The client that these servers were written for asks them one thing at a time.
        this.capabilities = DnsCapabilities.of(DnsCapabilities.Writes.VALUE)
                .serialised(DnsCapabilities.Serialised.BY_ACCOUNT)
                .withoutListing()
                .rates(api.rates());
    }

    @Override
    public DnsCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public Stream<DnsZone> zones() {
        return Stream.empty();
    }

    @Override
    public void append(DnsZone zone, List<TxtRecord> records) {
        each(zone, records).forEach(txt -> send("present", zone, txt));
    }

    @Override
    public void delete(DnsZone zone, List<TxtRecord> records) {
        each(zone, records).forEach(txt -> send("cleanup", zone, txt));
    }

    /** Each value once, if all of them lie in the zone; nothing has been sent then. */
    private static List<TxtRecord> each(DnsZone zone, List<TxtRecord> records) {
        Map<List<String>, TxtRecord> each = new LinkedHashMap<>();
        for (TxtRecord txt : records) {
            txt.relativeName(zone);
            each.putIfAbsent(List.of(txt.name().text(), txt.value()), txt);
        }
        return List.copyOf(each.values());
    }

    private void send(String step, DnsZone zone, TxtRecord txt) {
        JsonBody body = JsonBody.of("fqdn", txt.name().text() + ".").with("value", txt.value());
        VendorAnswer answer;
        try {
            answer = api.at(step).post(body);
        } catch (DnsProviderException e) {
            if (e.kind() != Kind.NO_SUCH_ZONE) {
                throw e;
            }
            throw new DnsProviderException(
                    e.provider(),
                    e.kind(),
                    "the server does not know " + txt.name() + " in zone " + zone + ", or the setting endpoint is not"
                            + " what comes before its /" + step,
                    e,
                    null);
        }
        // The contract knows no answer beside its status; but no such server has pages for people.
        if (answer.header("Content-Type").orElse("").startsWith("text/html")) {
            throw api.malformed("a page of HTML");
        }
    }
}
