// region provider
package com.example.dns;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.RecordDnsProvider;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.provider.dns.json.JsonBody;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorRequest;
import java.util.List;
import java.util.stream.Stream;

/** Each TXT value is a record with an identifier. */
final class OfficeDns extends RecordDnsProvider {
    private final VendorApi api;

    OfficeDns(VendorApi api) {
        this.api = api;
    }

    @Override
    public DnsCapabilities capabilities() {
        return DnsCapabilities.of(DnsCapabilities.Writes.VALUE).rates(api.rates());
    }

    @Override
    public Stream<DnsZone> zones() {
        return api.at("zones").get().json().items("zones").stream().map(zone -> DnsZone.of(zone.text()));
    }

    @Override
    protected List<Stored> read(DnsZone zone, DomainName name) {
        return at(zone, name).get().json().items("records").stream()
                .map(txt -> new Stored(txt.text("id"), txt.text("text")))
                .toList();
    }

    @Override
    protected void add(DnsZone zone, TxtRecord txt) {
        JsonBody body = JsonBody.of("text", txt.value()).with("ttl", txt.ttl().toSeconds());
        if (at(zone, txt.name()).post(body).json().text("id").isEmpty()) {
            throw api.malformed("a record without an identifier");
        }
    }

    @Override
    protected void remove(DnsZone zone, DomainName name, Stored stored) {
        at(zone, name).at(stored.id()).deleteIfThere();
    }

    private VendorRequest at(DnsZone zone, DomainName name) {
        return api.at("zones", zone.apex().text(), "txt", name.text());
    }
}
// end
