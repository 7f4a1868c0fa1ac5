package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.DnsServer;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How many calls one certificate of a hundred names costs, whose zones are at three providers. */
class HundredNamesTest {
    private static final String[] SHOPS = {"shop1.test", "shop2.test", "shop3.test"};
    private static final String[] OFFICES = {"office1.test", "office2.test", "office3.test"};
    private static final String[] LABS = {"lab1.test", "lab2.test", "sub.lab2.test"};

    @RegisterExtension
    static final DnsServer DNS = dns();

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().dns(DNS).build();

    private final RecordingProvider shops = new RecordingProvider(DNS, SHOPS);
    private final RecordingProvider offices = new RecordingProvider(DNS, OFFICES);
    private final RecordingProvider labs = new RecordingProvider(DNS, LABS);

    private static DnsServer dns() {
        DnsServer.Builder dns = DnsServer.withZone(SHOPS[0]);
        Stream.of(SHOPS, OFFICES, LABS).flatMap(Stream::of).skip(1).forEach(dns::zone);
        return dns.build();
    }

    /** The zones by turns; a wildcard at the first, which needs a second value at the name of its apex. */
    private static String[] names() {
        List<String> zones = IntStream.range(0, 3)
                .boxed()
                .flatMap(i -> Stream.of(OFFICES[i], LABS[i], SHOPS[i]))
                .toList();
        return Stream.concat(
                        Stream.of(SHOPS[0], "*." + SHOPS[0]),
                        IntStream.range(0, 98).mapToObj(i -> "h" + i + "." + zones.get(i % zones.size())))
                .toArray(String[]::new);
    }

    @Test
    void eachZoneIsWrittenOnceAndClearedOnce(@TempDir Path folder) throws CertificateParsingException {
        Certificates certificates = Certificates.builder(
                        AcmeDirectory.of(CA.directory()).trusting(CA.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(Dns01Solver.builder(shops, offices, labs)
                        .resolver(DNS.address())
                        .authoritativePort(DNS.address().getPort())
                        .pollInterval(Duration.ofMillis(20))
                        .build())
                .build();

        CertificateBundle bundle = certificates.obtain(CertificateRequest.forNames(names()));

        assertThat(bundle.leaf().getSubjectAlternativeNames()).hasSize(100);
        assertCalls(shops, SHOPS, 34);
        assertCalls(offices, OFFICES, 33);
        assertCalls(labs, LABS, 33);
        assertThat(Stream.of(shops, offices, labs)
                        .flatMap(provider -> provider.appended.stream())
                        .flatMap(batch -> batch.records().stream()))
                .hasSize(100)
                .allMatch(txt -> DNS.txt(txt.name().text()).isEmpty());
    }

    /** One listing, and for each zone one append and one delete of the same values: seven calls where there are three zones. */
    private static void assertCalls(RecordingProvider provider, String[] zones, int names) {
        DnsZone[] each = Stream.of(zones).map(DnsZone::of).toArray(DnsZone[]::new);
        assertThat(provider.listings).hasValue(1);
        assertThat(provider.appended).extracting(RecordingProvider.Batch::zone).containsExactlyInAnyOrder(each);
        assertThat(provider.deleted).containsExactlyInAnyOrderElementsOf(provider.appended);
        assertThat(provider.appended.stream().flatMap(batch -> batch.values().stream()))
                .hasSize(names);
    }
}
