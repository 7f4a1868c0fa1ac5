package io.gatehouse.provider.dns.acmedns;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.provider.dns.acmedns.AcmeDnsAccounts.Account;
import io.gatehouse.provider.dns.json.JsonBody;
import io.gatehouse.provider.dns.json.VendorApi;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Writes a value to the account that acme-dns keeps for the name. Safe for use by many threads. */
final class AcmeDnsProvider implements DnsProvider {
    private final AcmeDnsAccounts accounts;
    private final VendorApi api;
    private final DnsCapabilities capabilities;
    private final Map<DomainName, TwoValues> names = new ConcurrentHashMap<>();

    /** @param api cuts the passwords of the accounts out of its errors */
    AcmeDnsProvider(AcmeDnsAccounts accounts, VendorApi api) {
        this.accounts = accounts;
        this.api = api;
        this.capabilities = DnsCapabilities.of(DnsCapabilities.Writes.VALUE)
                .withoutListing()
                .withoutPrecondition() // Another process' value pushes ours out, unseen.
                .valuesAtAName(TwoValues.PLACES)
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
        Map<DomainName, Set<String>> byName = byName(zone, records);
        byName.forEach((name, values) -> {
            account(name);
            if (values.size() > TwoValues.PLACES) {
                throw api.failure(
                        Kind.REFUSED,
                        "acme-dns keeps " + TwoValues.PLACES + " values at a name, not the " + values.size() + " for "
                                + name + "; register it again and lead each name to one of its own by a CNAME");
            }
        });
        byName.forEach((name, values) -> at(name).add(List.copyOf(values)));
    }

    /** Takes nothing away, since acme-dns cannot: a value goes when two others have come. */
    @Override
    public void delete(DnsZone zone, List<TxtRecord> records) {
        byName(zone, records).forEach((name, values) -> at(name).forget(values));
    }

    private static Map<DomainName, Set<String>> byName(DnsZone zone, List<TxtRecord> records) {
        Map<DomainName, Set<String>> byName = new LinkedHashMap<>();
        for (TxtRecord txt : records) {
            txt.relativeName(zone); // All of them lie in the zone, or nothing is sent.
            byName.computeIfAbsent(txt.name(), key -> new LinkedHashSet<>()).add(txt.value());
        }
        return byName;
    }

    private TwoValues at(DomainName name) {
        return names.computeIfAbsent(name, key -> new TwoValues(value -> write(key, value)));
    }

    private void write(DomainName name, String value) {
        Account account = account(name);
        String written = api.at("update")
                .header("X-Api-User", account.username())
                .header("X-Api-Key", account.password().exposeText())
                .post(JsonBody.of("subdomain", account.subdomain()).with("txt", value))
                .json()
                .text("txt");
        if (!written.equals(value)) {
            throw api.malformed("another value than the one that was sent");
        }
    }

    private Account account(DomainName name) {
        return accounts.of(name)
                .orElseThrow(() -> api.failure(
                        Kind.NO_SUCH_ZONE,
                        "no account is that of " + name
                                + "; register one at acme-dns, lead the name that is to be proved"
                                + " to its fulldomain by a CNAME, and add it to the accounts"));
    }
}
