package io.gatehouse.provider.dns.route53;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.ListHostedZonesByNameResponse;
import software.amazon.awssdk.services.route53.model.ListHostedZonesResponse;

/**
 * The account's public hosted zones. Private ones are passed over: what is written there, no certificate authority sees.
 *
 * <p>Safe for use by many threads.
 */
final class HostedZones {
    /** The most that Route 53 gives at once. */
    private static final String PAGE = "100";

    private final Calls calls;
    private final Optional<String> only;
    private final Map<DnsZone, String> known = new ConcurrentHashMap<>();

    /**
     * @param only the id of the one zone to work with, if there is but one
     */
    HostedZones(Calls calls, Optional<String> only) {
        this.calls = calls;
        this.only = only;
    }

    /** Those of the account, page by page as they are read. */
    Stream<DnsZone> all() {
        return only.map(id -> Stream.of(get(id))).orElseGet(this::listed).flatMap(zone -> publicName(zone).stream());
    }

    private Stream<HostedZone> listed() {
        return Stream.iterate(
                        Optional.of(page(null)), Optional::isPresent, page -> page.flatMap(each -> following(each)))
                .flatMap(page -> page.orElseThrow().hostedZones().stream());
    }

    private Optional<ListHostedZonesResponse> following(ListHostedZonesResponse page) {
        return Boolean.TRUE.equals(page.isTruncated()) ? Optional.of(page(page.nextMarker())) : Optional.empty();
    }

    private ListHostedZonesResponse page(@Nullable String marker) {
        String action = "ListHostedZones";
        ListHostedZonesResponse page = calls.make(
                action,
                client ->
                        client.listHostedZones(request -> request.marker(marker).maxItems(PAGE)));
        if (!page.hasHostedZones()) {
            throw Calls.malformed(action, "lists no zones");
        }
        if (Boolean.TRUE.equals(page.isTruncated())
                && (page.nextMarker() == null || page.nextMarker().equals(marker))) {
            throw Calls.malformed(action, "has another page and does not say which");
        }
        return page;
    }

    private HostedZone get(String id) {
        String action = "GetHostedZone of " + id;
        HostedZone zone = calls.make(action, client -> client.getHostedZone(request -> request.id(id)))
                .hostedZone();
        if (zone == null || zone.name() == null) {
            throw Calls.malformed(action, "names no zone");
        }
        return zone;
    }

    /**
     * The id of a zone, remembered until it is {@link #forget forgotten}.
     *
     * @throws DnsProviderException of kind {@link Kind#NO_SUCH_ZONE} if there is none, of {@link Kind#REFUSED} if there are
     *     several
     */
    String idOf(DnsZone zone) {
        String id = known.get(zone);
        if (id == null) {
            id = only.isPresent() ? checked(only.get(), zone) : lookedUp(zone);
            known.put(zone, id);
        }
        return id;
    }

    /** For a zone whose id Route 53 does not know: it may be there again under another. */
    void forget(DnsZone zone) {
        known.remove(zone);
    }

    private String checked(String id, DnsZone zone) {
        HostedZone found = get(id);
        if (!publicName(found).equals(Optional.of(zone))) {
            throw Failures.of(
                    Kind.NO_SUCH_ZONE,
                    "the hosted zone " + id + " is not the public zone " + zone + " but "
                            + (isPrivate(found) ? "the private zone " : "") + found.name()
                            + "; correct hosted-zone-id, or leave it out");
        }
        return id;
    }

    private String lookedUp(DnsZone zone) {
        List<String> ids = new ArrayList<>();
        @Nullable String next = null;
        boolean isMore = true;
        while (isMore) {
            ListHostedZonesByNameResponse page = page(zone, next);
            page.hostedZones().stream()
                    .filter(each -> publicName(each).equals(Optional.of(zone)))
                    .map(each -> idIn(each.id()))
                    .forEach(ids::add);
            // Sorted by name and then by id, so that zones of one name stand together.
            isMore = Boolean.TRUE.equals(page.isTruncated())
                    && nameOf(page.nextDNSName()).equals(Optional.of(zone.apex()))
                    && !page.nextHostedZoneId().equals(next);
            next = page.nextHostedZoneId();
        }
        if (ids.isEmpty()) {
            throw Failures.of(
                    Kind.NO_SUCH_ZONE,
                    "the account has no public hosted zone " + zone
                            + "; check the credentials' account, and that the zone is no private one");
        }
        if (ids.size() > 1) {
            throw Failures.of(
                    Kind.REFUSED,
                    "the account has " + ids.size() + " public hosted zones " + zone + ", " + String.join(" and ", ids)
                            + "; set hosted-zone-id to the one whose name servers the registrar has");
        }
        return ids.get(0);
    }

    private ListHostedZonesByNameResponse page(DnsZone zone, @Nullable String from) {
        String action = "ListHostedZonesByName from " + zone;
        ListHostedZonesByNameResponse page = calls.make(
                action,
                client -> client.listHostedZonesByName(
                        request -> request.dnsName(zone.apex().text() + ".")
                                .hostedZoneId(from)
                                .maxItems(PAGE)));
        if (!page.hasHostedZones()) {
            throw Calls.malformed(action, "lists no zones");
        }
        return page;
    }

    /** What follows {@code /hostedzone/} or {@code /change/}. */
    static String idIn(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Optional<DnsZone> publicName(HostedZone zone) {
        return isPrivate(zone) ? Optional.empty() : nameOf(zone.name()).map(DnsZone::new);
    }

    private static boolean isPrivate(HostedZone zone) {
        return zone.config() != null && Boolean.TRUE.equals(zone.config().privateZone());
    }

    /**
     * A name as Route 53 writes it; empty for one that is none of a zone or a TXT record of ours. All but letters, digits,
     * hyphens and underscores are escaped in octal, and of those a {@link DomainName} has but the asterisk.
     */
    static Optional<DomainName> nameOf(@Nullable String written) {
        try {
            return written == null ? Optional.empty() : Optional.of(DomainName.of(written.replace("\\052", "*")));
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
