package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is held of ten thousand zones, while they are listed and afterwards. */
class ManyZonesTest {
    private static final int ZONES = 10_000;
    private static final int PAGE = 100;

    private final PagingProvider provider = new PagingProvider();

    /** Fetches a page when the one before has been read, and counts how many of its zones somebody still holds. */
    private static final class PagingProvider implements DnsProvider {
        final List<WeakReference<DnsZone>> given = new ArrayList<>();
        int pages;
        long mostHeld;

        @Override
        public DnsCapabilities capabilities() {
            return DnsCapabilities.of(DnsCapabilities.Writes.VALUE);
        }

        @Override
        public Stream<DnsZone> zones() {
            return IntStream.range(0, ZONES / PAGE).mapToObj(this::page).flatMap(Function.identity());
        }

        private Stream<DnsZone> page(int number) {
            pages++;
            if (number % 20 == 19) {
                mostHeld = Math.max(mostHeld, held());
            }
            List<DnsZone> page = IntStream.range(number * PAGE, (number + 1) * PAGE)
                    .mapToObj(ManyZonesTest::zone)
                    .toList();
            page.forEach(zone -> given.add(new WeakReference<>(zone)));
            return page.stream();
        }

        long held() {
            System.gc();
            return given.stream().filter(zone -> zone.get() != null).count();
        }

        @Override
        public void append(DnsZone zone, List<TxtRecord> records) {
            throw new UnsupportedOperationException("It lists only.");
        }

        @Override
        public void delete(DnsZone zone, List<TxtRecord> records) {
            throw new UnsupportedOperationException("It lists only.");
        }
    }

    /** Not in the order of their names, and some the beginning of others. */
    private static DnsZone zone(int number) {
        return DnsZone.of("zone-" + (number * 7919) % ZONES + ".example.test");
    }

    @Test
    void noMoreThanAPageIsHeldWhileTheyAreRead() {
        DnsZones zones = DnsZones.builder().provider("many", provider).build();

        ZoneListings listings = zones.refresh();

        assertThat(provider.pages).isEqualTo(ZONES / PAGE);
        assertThat(provider.mostHeld).isLessThanOrEqualTo(PAGE);
        assertThat(provider.held()).as("after the listing").isZero();
        assertThat(listings.listings().get(0).size()).isEqualTo(ZONES);
    }

    @Test
    void whatIsKeptIsTheLettersOfTheNames() {
        ZoneNames names = ZoneNames.of(IntStream.range(0, ZONES).mapToObj(ManyZonesTest::zone), () -> {});

        int letters = IntStream.range(0, ZONES)
                .map(number -> zone(number).apex().text().length())
                .sum();
        assertThat(names.lines()).hasSize(letters + ZONES);
    }

    @Test
    void eachIsFoundAndNothingElse() {
        ZoneListings listings =
                DnsZones.builder().provider("many", provider).build().refresh();

        assertThat(IntStream.range(0, ZONES).mapToObj(ManyZonesTest::zone))
                .allMatch(zone -> listings.zoneOf(zone.apex().child("www"))
                        .map(held -> held.zone().equals(zone))
                        .orElse(false));
        assertThat(Stream.of("zone-10000.example.test", "zone.example.test", "a.test", "zz.test", "test"))
                .allMatch(name -> listings.zoneOf(DomainName.of(name)).isEmpty());
        assertThat(listings.toString()).hasSizeLessThan(300).contains("and 9995 more");
    }
}
