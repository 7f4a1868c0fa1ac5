package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.AccountKey;
import io.gatehouse.acme.AcmeDirectory;
import io.gatehouse.acme.CertificateRequest;
import io.gatehouse.acme.CertificateStore;
import io.gatehouse.acme.Certificates;
import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.acme.dns01.DnsZones;
import io.gatehouse.acme.dns01.ZoneListing;
import io.gatehouse.acme.dns01.ZoneListings;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.DnsServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DnsZonesSnippetTest {
    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test")
            .zone("dev.example.test")
            .zone("shop.test")
            .build();

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().dns(DNS).build();

    private static DnsProvider provider(String zones) {
        return DnsProviders.named("rfc2136", DNS.rfc2136Settings().with(Settings.of(Map.of("zones", zones))));
    }

    @Test
    void zonesOfTwoProviders(@TempDir Path folder) {
        DnsProvider shops = provider("example.test,shop.test");
        DnsProvider offices = provider("dev.example.test,shop.test");
        // region zones
        DnsZones zones = DnsZones.builder()
                .provider("shops", shops) // of two that list one zone the first writes it
                .provider("offices", offices)
                .maximumAge(Duration.ofHours(1))
                .file(folder.resolve("zones")) // a restart need not list them again
                .build();
        // end
        String told = told(() -> {
            // region told
            ZoneListings listings = zones.refresh(); // or current(), which asks whom it has not asked for an hour
            for (ZoneListing listing : listings.listings()) {
                System.out.println(listing.provider() + " " + listing.asOf() + " " + listing.failure());
                listing.zones().forEach(System.out::println);
            }
            listings.conflicts().forEach(twice -> System.out.println(twice.zone() + " is at " + twice.providers()));
            listings.cuts().forEach(cut -> System.out.println(cut.child() + " lies below " + cut.parent()));
            // end
        });
        assertThat(told)
                .contains("shop.test is at [shops, offices]")
                .containsPattern("zone=dev.example.test, .* lies below .*zone=example.test");

        // region lookup
        Optional<String> writer = zones.known()
                .zoneOf(DomainName.of("www.dev.example.test"))
                .map(held -> held.name() + " writes " + held.zone());
        // end
        assertThat(writer).contains("offices writes dev.example.test");

        // region shared
        Dns01Solver solver = Dns01Solver.builder(zones).build();
        // end
        assertThat(solver).isNotNull();
        assertThat(issuedThrough(zones, folder)).contains("dev.example.test");
    }

    private static String issuedThrough(DnsZones zones, Path folder) {
        Dns01Solver solver = Dns01Solver.builder(zones)
                .resolver(DNS.address())
                .authoritativePort(DNS.address().getPort())
                .pollInterval(Duration.ofMillis(50))
                .build();
        Certificates certificates = Certificates.builder(
                        AcmeDirectory.of(CA.directory()).trusting(CA.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(solver)
                .build();
        return certificates
                .obtain(CertificateRequest.forNames("dev.example.test"))
                .leaf()
                .toString();
    }

    private static String told(Runnable prints) {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(told, true, StandardCharsets.UTF_8));
        try {
            prints.run();
        } finally {
            System.setOut(before);
        }
        return told.toString(StandardCharsets.UTF_8);
    }
}
