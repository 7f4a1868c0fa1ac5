package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.testkit.AcmeResource;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.xbill.DNS.CAARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Whether the holder of a name lets this CA issue for it (RFC 8659), with the parameters of RFC 8657. Asks the DNS
 * servers of dns-01; a CA without any cannot ask, and issues. Thread-safe.
 */
final class Caa {
    private static final int CRITICAL = 128;
    private static final String ISSUE = "issue";
    private static final String ISSUE_WILD = "issuewild";
    private static final Set<String> KNOWN_TAGS =
            Set.of(ISSUE, ISSUE_WILD, "issuemail", "issuevmc", "iodef", "contactemail", "contactphone");

    private final Supplier<List<InetSocketAddress>> servers;
    private final List<String> identities;
    private final Urls urls;

    Caa(Supplier<List<InetSocketAddress>> servers, List<String> identities, Urls urls) {
        this.servers = servers;
        this.identities = identities;
        this.urls = urls;
    }

    /** Throws {@code caa} unless an account may have a certificate for what it ordered and proved in this way. */
    void requireAllowed(Identifier ordered, Account account, Challenge.Kind provedBy) {
        if (!(ordered instanceof DomainName name) || servers.get().isEmpty()) {
            return;
        }
        List<CAARecord> records = relevant(name.base());
        records.stream()
                .filter(record -> (record.getFlags() & CRITICAL) != 0 && !KNOWN_TAGS.contains(tag(record)))
                .findFirst()
                .ifPresent(record -> {
                    throw ProblemType.CAA.because(
                            "the CAA records of " + name + " have a critical tag that nobody knows: " + tag(record));
                });
        List<CaaIssuer> issuers = issuers(records, name.isWildcard());
        String accountUrl = urls.of(AcmeResource.ACCOUNT, account.id());
        if (!issuers.isEmpty()
                && issuers.stream().noneMatch(issuer -> issuer.allows(identities, accountUrl, provedBy))) {
            throw ProblemType.CAA.because("the CAA records of " + name + " do not let " + identities
                    + " issue to this account by " + provedBy.registeredName() + ": " + records);
        }
    }

    /** Those of the name itself or else of the nearest name above it that has any (RFC 8659, section 3). */
    private List<CAARecord> relevant(DomainName name) {
        for (Optional<DomainName> at = Optional.of(name);
                at.isPresent();
                at = at.get().parent()) {
            List<CAARecord> records = at(at.get());
            if (!records.isEmpty()) {
                return records;
            }
        }
        return List.of();
    }

    /** What all servers hold that serve the name; a server that fails stops the issuance when no other answers. */
    private List<CAARecord> at(DomainName name) {
        try {
            return new DnsLookup(servers.get(), Type.CAA)
                    .ask(Name.fromString(name + ".")).stream()
                            .flatMap(found -> found.records().stream())
                            .map(CAARecord.class::cast)
                            .distinct()
                            .toList();
        } catch (TextParseException e) {
            throw new IllegalStateException("a domain name is one in DNS too: " + name, e);
        }
    }

    /** For a wildcard, issuewild counts in place of issue wherever there is one (RFC 8659, section 4.3). */
    private static List<CaaIssuer> issuers(List<CAARecord> records, boolean wildcard) {
        List<CaaIssuer> wild = tagged(records, ISSUE_WILD);
        return wildcard && !wild.isEmpty() ? wild : tagged(records, ISSUE);
    }

    private static List<CaaIssuer> tagged(List<CAARecord> records, String tag) {
        return records.stream()
                .filter(record -> tag(record).equals(tag))
                .map(record -> CaaIssuer.parse(record.getValue()))
                .toList();
    }

    private static String tag(CAARecord record) {
        return record.getTag().toLowerCase(Locale.ROOT);
    }
}
