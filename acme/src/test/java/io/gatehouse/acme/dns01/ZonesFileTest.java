package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.testkit.MovableClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Listings that outlive the process, and files that are no such thing. */
class ZonesFileTest {
    private static final DnsZone SHOP = DnsZone.of("shop.test");

    @TempDir
    Path folder;

    private final MovableClock clock = MovableClock.at(Instant.parse("2026-11-22T13:00:00Z"));
    private final ListingProvider shops = new ListingProvider("shop.test");
    private Path file;

    @BeforeEach
    void keep() {
        file = folder.resolve("zones");
        zones("shops").refresh();
    }

    private DnsZones zones(String name) {
        return DnsZones.builder()
                .provider(name, shops)
                .maximumAge(Duration.ofHours(1))
                .clock(clock)
                .file(file)
                .build();
    }

    private static ZoneListing only(ZoneListings listings) {
        return listings.listings().get(0);
    }

    @Test
    void restartNeedsNoListing() throws IOException {
        Instant then = clock.instant();
        clock.advance(Duration.ofMinutes(59));

        DnsZones restarted = zones("shops");

        assertThat(restarted.writerOf(SHOP)).contains(shops);
        assertThat(only(restarted.current()).asOf()).contains(then);
        assertThat(shops.begun).hasValue(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatIsKeptGrowsOldToo() {
        clock.advance(Duration.ofHours(1));

        assertThat(only(zones("shops").current()).asOf()).contains(clock.instant());
        assertThat(shops.begun).hasValue(2);
    }

    @Test
    void whatIsKeptStandsInWhileTheProviderFails() {
        clock.advance(Duration.ofDays(3));
        shops.fail(DnsProviderException.Kind.UNREACHABLE, null);

        DnsZones restarted = zones("shops");

        assertThat(restarted.writerOf(SHOP)).contains(shops);
        assertThat(only(restarted.known()).failure()).isPresent();
    }

    @Test
    void providerUnderAnotherNameIsAskedItself() {
        assertThat(only(zones("others").known()).asOf()).isEmpty();
    }

    @Test
    void damagedFileIsListedAnewAndReplaced() throws IOException {
        String good = Files.readString(file);
        for (String damaged : List.of(
                good.replace("shop.test", "evil.test"), good.replace("zones 1", "zones 2"), "", "\u0000", "\ud7ff")) {
            Files.writeString(file, damaged);
            DnsZones restarted = zones("shops");

            assertThat(only(restarted.known()).asOf()).as(damaged).isEmpty();
            assertThat(restarted.writerOf(SHOP)).contains(shops);
            assertThat(file).hasContent(good);
        }
    }

    @Test
    void fileThatCannotBeWrittenStopsNobody() throws IOException {
        Files.delete(file);
        Files.createDirectory(file);

        DnsZones zones = zones("shops");

        assertThat(only(zones.refresh()).failure()).isEmpty();
        assertThat(zones.writerOf(SHOP)).contains(shops);
    }

    @Test
    void providersThatListAtOnceAreAllKept() {
        ListingProvider offices = new ListingProvider("office.test");
        DnsZones.Builder builder = DnsZones.builder()
                .provider("shops", shops)
                .provider("offices", offices)
                .clock(clock)
                .file(file);
        builder.build().refresh();

        assertThat(builder.build().known().listings())
                .extracting(ZoneListing::size)
                .containsExactly(1, 1);
    }

    @TestFactory
    Stream<DynamicTest> filesThatAreRead() throws IOException {
        return each(
                "accept",
                text -> assertThat(ZonesFile.print(ZonesFile.parse(text))).isEqualTo(text));
    }

    @TestFactory
    Stream<DynamicTest> filesThatAreRefused() throws IOException {
        return each("refuse", text -> {
            Files.writeString(file, text);
            assertThat(new ZonesFile(file).read()).isEmpty();
            assertThatThrownBy(() -> ZonesFile.parse(text)).isNotInstanceOf(IndexOutOfBoundsException.class);
        });
    }

    private interface Vector {
        void check(String text) throws IOException;
    }

    private static Stream<DynamicTest> each(String action, Vector test) throws IOException {
        try (InputStream in = ZonesFileTest.class.getResourceAsStream("/dns-zones-v1-vectors.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            List<DynamicTest> tests = text.lines()
                    .filter(line -> line.startsWith(action + " "))
                    .map(line -> DynamicTest.dynamicTest(
                            line,
                            () -> test.check(line.substring(action.length() + 1).translateEscapes())))
                    .toList();
            assertThat(tests).isNotEmpty();
            return tests.stream();
        }
    }
}
