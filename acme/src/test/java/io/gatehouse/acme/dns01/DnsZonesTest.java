package io.gatehouse.acme.dns01;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All zones of all providers, where some of them fail, hang, or hold what another holds too. */
@Timeout(60)
class DnsZonesTest {
    /** Real time, and waited for in full: what a provider that hangs costs a test. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final MovableClock clock = MovableClock.stoppedNow();
    private final ListingProvider shops = new ListingProvider("shop.test", "example.test");
    private final ListingProvider offices = new ListingProvider("office.test", "dev.example.test", "shop.test");

    @AfterEach
    void release() {
        shops.release();
    }

    private DnsZones.Builder builder() {
        return DnsZones.builder()
                .provider("shops", shops)
                .provider("offices", offices)
                .clock(clock);
    }

    private static ZoneListing of(ZoneListings listings, String provider) {
        return listings.listings().stream()
                .filter(listing -> listing.provider().equals(provider))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void allZonesOfAllProvidersAreToldWithTheirAge() {
        DnsZones zones = builder().build();
        assertThat(zones.known().listings())
                .extracting(ZoneListing::size, ZoneListing::asOf)
                .containsOnly(tuple(0, Optional.empty()));
        Instant then = clock.instant();

        zones.refresh();
        clock.advance(Duration.ofHours(1));

        assertThat(of(zones.known(), "shops").zones())
                .containsExactly(DnsZone.of("example.test"), DnsZone.of("shop.test"));
        assertThat(of(zones.known(), "shops").asOf()).contains(then);
        assertThat(of(zones.known(), "offices").size()).isEqualTo(3);
    }

    @Test
    void onlyWhatIsOlderThanTheMaximumAgeIsAskedAgain() {
        DnsZones zones = builder().maximumAge(Duration.ofHours(1)).build();
        zones.current();
        clock.advance(Duration.ofHours(1).minusNanos(1));
        zones.current();
        assertThat(shops.begun).hasValue(1);

        clock.advance(Duration.ofNanos(1));
        zones.current();
        assertThat(shops.begun).hasValue(2);

        clock.advance(Duration.ofDays(-1));
        zones.current();
        assertThat(shops.begun).as("a listing of the future has no age").hasValue(3);
    }

    @Test
    void zoneThatTwoProvidersListIsNamedAndTheFirstGivenWritesIt() {
        ZoneListings listings = builder().build().refresh();

        assertThat(listings.conflicts())
                .containsExactly(new ZoneListings.Conflict(DnsZone.of("shop.test"), List.of("shops", "offices")));
        assertThat(listings.zoneOf(DomainName.of("www.shop.test")))
                .hasValueSatisfying(held -> assertThat(held.provider()).isSameAs(shops));
    }

    @Test
    void zoneBelowOneOfAnotherProviderIsACutAndNoConflict() {
        ZoneListings listings = builder().build().refresh();

        assertThat(listings.cuts()).singleElement().satisfies(cut -> {
            assertThat(cut.parent().zone()).isEqualTo(DnsZone.of("example.test"));
            assertThat(cut.parent().name()).isEqualTo("shops");
            assertThat(cut.child().zone()).isEqualTo(DnsZone.of("dev.example.test"));
            assertThat(cut.child().name()).isEqualTo("offices");
        });
    }

    @Test
    void zoneOfANameIsTheLongestListed() {
        ZoneListings listings = builder().build().refresh();

        assertThat(listings.zoneOf(DomainName.of("*.a.dev.example.test")))
                .hasValueSatisfying(held -> assertThat(held.zone()).isEqualTo(DnsZone.of("dev.example.test")));
        assertThat(listings.zoneOf(DomainName.of("notdev.example.test")))
                .hasValueSatisfying(held -> assertThat(held.zone()).isEqualTo(DnsZone.of("example.test")));
        assertThat(listings.zoneOf(DomainName.of("example.org"))).isEmpty();
    }

    @Test
    void providerThatFailsKeepsItsLastListingWithItsAgeAndTheError() {
        DnsZones zones = builder().build();
        Instant then = clock.instant();
        zones.refresh();
        clock.advance(Duration.ofHours(1));
        offices.fail(DnsProviderException.Kind.SERVER_FAILED, null);

        ZoneListing failed = of(zones.refresh(), "offices");

        assertThat(failed.size()).isEqualTo(3);
        assertThat(failed.asOf()).contains(then);
        assertThat(failed.failure()).contains(offices.failure);
        assertThat(of(zones.known(), "shops").asOf()).contains(clock.instant());

        offices.failure = null;
        assertThat(of(zones.refresh(), "offices").failure()).isEmpty();
    }

    @Test
    void pauseThatAProviderAsksForIsKeptAlsoByARefresh() {
        DnsZones zones = builder().build();
        offices.fail(DnsProviderException.Kind.RATE_LIMITED, Duration.ofMinutes(7));
        zones.refresh();
        offices.failure = null;
        clock.advance(Duration.ofMinutes(7).minusNanos(1));
        assertThat(of(zones.refresh(), "offices").failure()).isPresent();
        assertThat(offices.begun).hasValue(1);

        clock.advance(Duration.ofNanos(1));
        assertThat(of(zones.refresh(), "offices").failure()).isEmpty();
    }

    @Test
    void brokenPluginFailsAloneWhateverItThrows() {
        DnsZones zones = builder().build();
        offices.zones = Collections.singletonList(null);

        ZoneListings listings = zones.refresh();

        assertThat(of(listings, "offices").failure()).containsInstanceOf(NullPointerException.class);
        assertThat(of(listings, "shops").size()).isEqualTo(2);
    }

    @Test
    void providerThatHangsIsCutOffAndTheOthersAreListed() {
        shops.hang();

        ZoneListings listings = builder().timeout(SILENCE).build().refresh();

        assertThat(of(listings, "shops").failure())
                .get()
                .isInstanceOfSatisfying(
                        DnsProviderException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(DnsProviderException.Kind.UNREACHABLE));
        assertThat(of(listings, "offices").size()).isEqualTo(3);
        while (shops.interrupted.get() == 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void ordersWaitOnceForAProviderThatHangsAndNotEachMinute() {
        shops.hang();
        DnsZones zones = builder().timeout(SILENCE).build();
        assertThat(zones.writerOf(DnsZone.of("office.test"))).contains(offices);
        while (shops.interrupted.get() == 0) {
            LockSupport.parkNanos(1_000_000);
        }
        clock.advance(Duration.ofMinutes(1));

        while (shops.begun.get() == 1) {
            assertThat(zones.writerOf(DnsZone.of("office.test"))).contains(offices);
        }
        assertThat(shops.interrupted).as("nobody waited for the second").hasValue(1);
    }

    @Test
    void orderThatCanDoWithoutANewListingWaitsNoLongerThanItsPatience() {
        DnsZones zones =
                builder().patience(SILENCE).timeout(Duration.ofHours(1)).build();
        zones.current();
        clock.advance(Duration.ofMinutes(1));
        shops.hang();

        assertThat(zones.writerOf(DnsZone.of("shop.test"))).contains(shops);
        assertThat(shops.begun).hasValue(2);
        assertThat(of(zones.known(), "shops").failure())
                .as("it may still be listed")
                .isEmpty();
    }

    @Test
    void orderWaitsForAProviderGivenBeforeTheOneThatListsItsZone() {
        CountDownLatch gate = shops.hang();
        DnsZones zones = builder().build();
        AtomicReference<Object> writer = new AtomicReference<>();
        Thread order = new Thread(
                () -> writer.set(zones.writerOf(DnsZone.of("shop.test")).orElseThrow()));
        order.start();
        while (of(zones.known(), "offices").size() == 0 || order.getState() != Thread.State.TIMED_WAITING) {
            LockSupport.parkNanos(1_000_000);
        }
        gate.countDown();
        join(order);

        assertThat(writer).hasValue(shops);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void providerThatHearsNoInterruptHoldsOneThread() {
        shops.hearsNoInterrupt = true;
        CountDownLatch gate = shops.hang();
        DnsZones zones = builder().timeout(SILENCE).build();
        zones.refresh();
        zones.refresh();
        assertThat(shops.begun).hasValue(1);

        gate.countDown();
        while (of(zones.refresh(), "shops").size() == 0) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(of(zones.known(), "shops").failure()).isEmpty();
    }

    @Test
    void interruptEndsTheWaitAndNotTheListing() throws InterruptedException {
        CountDownLatch gate = shops.hang();
        DnsZones zones = builder().build();
        AtomicReference<DnsProviderException> cut = new AtomicReference<>();
        Thread waits = new Thread(() -> {
            try {
                zones.refresh();
            } catch (DnsProviderException e) {
                if (Thread.currentThread().isInterrupted()) {
                    cut.set(e);
                }
            }
        });
        waits.start();
        while (waits.getState() != Thread.State.TIMED_WAITING) {
            LockSupport.parkNanos(1_000_000);
        }
        waits.interrupt();
        waits.join();
        assertThat(cut.get().kind()).isEqualTo(DnsProviderException.Kind.CANCELLED);

        gate.countDown();
        assertThat(of(zones.current(), "shops").size()).isEqualTo(2);
        assertThat(shops.begun).hasValue(1);
        assertThat(shops.interrupted).hasValue(0);
    }

    @Test
    void providersAreAskedAtOnceOutsideTheCommonPool() {
        CountDownLatch gate = shops.hang();
        DnsZones zones = builder().build();
        Thread waits = new Thread(zones::refresh);
        waits.start();
        while (of(zones.known(), "offices").size() == 0) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("gatehouse-zones-shops"))
                .singleElement()
                .satisfies(thread -> assertThat(thread.isDaemon()).isTrue());
        gate.countDown();
    }

    @Test
    void buildReportsEveryProblem() {
        InvalidModelException invalid = catchThrowableOfType(
                InvalidModelException.class,
                () -> builder()
                        .provider("Shops & Co", shops)
                        .provider("shops", shops)
                        .maximumAge(Duration.ofSeconds(-1))
                        .timeout(Duration.ZERO)
                        .build());

        assertThat(invalid.problems())
                .extracting(Problem::field)
                .containsExactly("provider", "provider", "maximumAge", "timeout");
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> DnsZones.builder().build())
                .withMessageContaining("at least one");
    }
}
