package io.gatehouse.provider.dns.namecheap;

import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * Reads all records of a domain, changes the values, and writes all of them back. The API takes no condition with it, so
 * processes that write one domain must take turns. Safe for use by many threads.
 */
final class NamecheapProvider implements DnsProvider {
    private static final int ZONES_A_PAGE = 100;
    private static final long MINIMUM_TTL = 60;
    private static final long MAXIMUM_TTL = 60_000;
    /** What Namecheap itself gives to records without a preference. */
    private static final String PREFERENCE = "10";

    private final NamecheapApi api;
    private final DnsCapabilities capabilities;

    NamecheapProvider(NamecheapApi api) {
        this.api = api;
        this.capabilities = DnsCapabilities.of(DnsCapabilities.Writes.ZONE)
                .withoutPrecondition()
                .minimumTtl(Duration.ofSeconds(MINIMUM_TTL))
                .rates(api.rates());
    }

    @Override
    public DnsCapabilities capabilities() {
        return capabilities;
    }

    /** One page of the account's domains. */
    private record Page(int number, List<DnsZone> zones, boolean isLast) {}

    @Override
    public Stream<DnsZone> zones() {
        return Stream.iterate(
                        Optional.of(page(1)),
                        Optional::isPresent,
                        page -> page.filter(each -> !each.isLast()).map(each -> page(each.number() + 1)))
                .flatMap(page -> page.orElseThrow().zones().stream());
    }

    private Page page(int number) {
        Element answer = api.call(
                "namecheap.domains.getList",
                Map.of("Page", String.valueOf(number), "PageSize", String.valueOf(ZONES_A_PAGE)));
        List<Element> domains = NamecheapApi.elements(api.only(answer, "DomainGetListResult"), "Domain");
        int total = number(api.only(api.only(answer, "Paging"), "TotalItems"));
        return new Page(
                number,
                domains.stream()
                        .filter(domain -> !domain.getAttribute("IsOurDNS").equalsIgnoreCase("false"))
                        .flatMap(domain -> DnsZone.listed(api.attribute(domain, "Name")))
                        .toList(),
                domains.isEmpty() || number * ZONES_A_PAGE >= total);
    }

    private int number(Element element) {
        try {
            return Integer.parseInt(element.getTextContent().strip());
        } catch (NumberFormatException e) {
            throw api.malformed("its " + element.getLocalName() + " is no number");
        }
    }

    @Override
    public void append(DnsZone zone, List<TxtRecord> records) {
        List<HostRecord> wanted = records.stream().map(txt -> host(zone, txt)).toList();
        change(zone, wanted, hosts -> {
            List<HostRecord> more = new ArrayList<>(hosts);
            for (HostRecord host : wanted) {
                if (more.stream().noneMatch(other -> isSame(other, host))) {
                    more.add(host);
                }
            }
            return more;
        });
    }

    @Override
    public void delete(DnsZone zone, List<TxtRecord> records) {
        List<HostRecord> gone = records.stream().map(txt -> host(zone, txt)).toList();
        change(
                zone,
                gone,
                hosts -> hosts.stream()
                        .filter(host -> gone.stream().noneMatch(other -> isSame(host, other)))
                        .toList());
    }

    private static boolean isSame(HostRecord host, HostRecord txt) {
        return host.isTxtAt(txt.name()) && host.address().equals(txt.address());
    }

    private static HostRecord host(DnsZone zone, TxtRecord txt) {
        long ttl = Math.min(Math.max(txt.ttl().toSeconds(), MINIMUM_TTL), MAXIMUM_TTL);
        return new HostRecord(txt.relativeName(zone), "TXT", txt.value(), PREFERENCE, String.valueOf(ttl));
    }

    private void change(DnsZone zone, List<HostRecord> named, UnaryOperator<List<HostRecord>> change) {
        if (named.isEmpty()) {
            return;
        }
        HostRecords before = read(zone);
        List<HostRecord> after = change.apply(before.hosts());
        if (!after.equals(before.hosts())) {
            write(zone, before.with(after));
        }
    }

    private HostRecords read(DnsZone zone) {
        Element result = api.call(zone, "namecheap.domains.dns.getHosts", Map.of(), "DomainDNSGetHostsResult");
        requireSame(zone, result);
        if (!api.attribute(result, "IsUsingOurDNS").equalsIgnoreCase("true")) {
            throw api.noSuchZone(zone);
        }
        return HostRecords.of(api, zone, result);
    }

    private void write(DnsZone zone, HostRecords records) {
        Element result = api.call(zone, "namecheap.domains.dns.setHosts", records.fields(), "DomainDNSSetHostsResult");
        requireSame(zone, result);
        if (!api.attribute(result, "IsSuccess").equalsIgnoreCase("true")) {
            throw api.malformed("neither an error nor a success");
        }
    }

    private void requireSame(DnsZone zone, Element result) {
        if (!api.attribute(result, "Domain").equalsIgnoreCase(zone.apex().text())) {
            throw api.malformed("it is of another domain than " + zone);
        }
    }
}
