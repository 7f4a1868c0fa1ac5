package io.gatehouse.provider.dns.rfc2136;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.contract.DnsProviderContract;
import io.gatehouse.testkit.LoopbackPorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** The contract against a name server of its own process, which serves example.test and child.example.test. */
abstract class RealServerContract extends DnsProviderContract {
    static final String SECRET = newSecret();
    static final String OTHER_SECRET = newSecret();

    /** Of both zones. */
    static final String ZONE_FILE = """
            $TTL 60
            @     SOA ns1 hostmaster 1 3600 600 86400 60
                  NS  ns1
                  TXT "v=spf1 -all"
            ns1   A   127.0.0.1
            """;

    private static String newSecret() {
        return Secret.random(32).withBytes(bytes -> Base64.getEncoder().encodeToString(bytes));
    }

    /** Where it listens. */
    abstract int port();

    /** A key that may write both zones. */
    String writer() {
        return "acme";
    }

    @Override
    protected DnsZone zone() {
        return DnsZone.of("example.test");
    }

    @Override
    protected Optional<DnsZone> childZone() {
        return Optional.of(DnsZone.of("child.example.test"));
    }

    @Override
    protected DnsZone unreachableZone() {
        return DnsZone.of("elsewhere.test");
    }

    @Override
    protected DnsProvider provider() {
        return provider(port(), writer(), SECRET, "hmac-sha256");
    }

    @Override
    protected DnsProvider providerWithBadCredentials() {
        return provider(port(), writer(), OTHER_SECRET, "hmac-sha256");
    }

    @Override
    protected DnsProvider providerWithoutServer() {
        return provider(LoopbackPorts.free(), writer(), SECRET, "hmac-sha256");
    }

    @Override
    protected Collection<String> credentials() {
        return List.of(SECRET, OTHER_SECRET);
    }

    @Override
    protected Collection<String> valuesAt(DomainName name) {
        try {
            return records(port(), name.text(), Type.TXT).stream()
                    .map(TXTRecord.class::cast)
                    .map(RealServerContract::text)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Record> records(int port, String name, int type) throws IOException {
        SimpleResolver client = new SimpleResolver("127.0.0.1");
        client.setPort(port);
        Message answer = client.send(Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN)));
        return answer.getSection(Section.ANSWER);
    }

    /** Whether it has begun to serve. */
    static boolean serves(int port, String zone) {
        try {
            return !records(port, zone, Type.SOA).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    static DnsProvider provider(int port, String keyName, String secret, String algorithm) {
        return DnsProviders.named(
                "rfc2136",
                settings(port)
                        .set("tsig-key", keyName)
                        .set("tsig-secret", secret)
                        .set("tsig-algorithm", algorithm)
                        .build());
    }

    static Settings.Builder settings(int port) {
        return Settings.builder().set("server", "127.0.0.1:" + port);
    }

    private static String text(TXTRecord entry) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (Object string : entry.getStringsAsByteArrays()) {
            joined.writeBytes((byte[]) string);
        }
        return joined.toString(StandardCharsets.UTF_8);
    }
}
