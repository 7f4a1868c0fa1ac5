package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.MovableClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When to renew, for any lifetime from 160 hours to 398 days. */
class RenewalPlannerTest {
    private static final CertificateAuthority CA = CertificateAuthority.create("Planner");

    private static CertificateBundle livingFor(Duration life) {
        return CA.server("shop.example.test").validity(life).issue();
    }

    private static Duration life(CertificateBundle certificate) {
        return Duration.between(certificate.notBefore(), certificate.notAfter());
    }

    private static RenewalPlanner planner(Instant now, long seed) {
        return new RenewalPlanner(RenewalPolicy.shareOfLifeLeft(), MovableClock.at(now), new Random(seed));
    }

    private static RenewalInfo window(Instant start, Instant end) {
        return RenewalInfo.of(start, end, Optional.empty(), Optional.empty());
    }

    @Property(tries = 60)
    void withoutAWordOfTheCaAThirdIsLeftOrHalfOfAShortLife(@ForAll @IntRange(min = 160, max = 398 * 24) int hours) {
        CertificateBundle certificate = livingFor(Duration.ofHours(hours));
        Duration life = life(certificate);
        Instant at = planner(certificate.notBefore(), 1)
                .plan(certificate, Optional.empty(), Optional.empty())
                .renewAt();

        Duration left = Duration.between(at, certificate.notAfter());
        long share = life.compareTo(Duration.ofDays(10)) < 0 ? 2 : 3;
        assertThat(left).isBetween(life.dividedBy(share).minus(life.dividedBy(50)), life.dividedBy(share));
        assertThat(planner(certificate.notBefore().plusSeconds(7), 2)
                        .plan(certificate, Optional.empty(), Optional.empty())
                        .renewAt())
                .as("the same whoever asks, and when")
                .isEqualTo(at);
    }

    @Property(tries = 60)
    void instantIsInTheWindowAndNeverInTheLastTwentieth(
            @ForAll @IntRange(min = 160, max = 398 * 24) int hours,
            @ForAll @DoubleRange(min = -0.5, max = 1.5) double from,
            @ForAll @DoubleRange(min = 0.01, max = 1) double length,
            @ForAll long seed) {
        CertificateBundle certificate = livingFor(Duration.ofHours(hours));
        long seconds = life(certificate).toSeconds();
        Instant now = certificate.notBefore();
        Instant start = now.plusSeconds((long) (from * seconds));
        Instant end = start.plusSeconds(1 + (long) (length * seconds));

        RenewalPlan plan = planner(now, seed).plan(certificate, Optional.of(window(start, end)), Optional.empty());

        Instant emergency = RenewalPlanner.emergencyAt(certificate);
        assertThat(plan.renewAt()).isBeforeOrEqualTo(emergency);
        if (!end.isAfter(now)) {
            assertThat(plan.renewAt()).as("gone by").isEqualTo(now);
        } else if (end.isBefore(emergency)) {
            assertThat(plan.renewAt()).isBetween(start, end);
        }
        assertThat(planner(now.plusSeconds(60), seed + 1)
                        .plan(certificate, Optional.of(window(start, end)), Optional.of(plan))
                        .dueAt())
                .as("drawn once")
                .isEqualTo(plan.dueAt());
    }

    @Test
    void planIsTheSameAfterItWasKept(@TempDir Path folder) {
        CertificateBundle certificate = livingFor(Duration.ofDays(47));
        Instant now = certificate.notBefore();
        RenewalPlan asked =
                planner(now, 3).plan(certificate, Optional.of(window(now, now.plusSeconds(9))), Optional.empty());
        RenewalPlan failed = asked.failed(now, now.plusSeconds(60), "the CA said \"no\"\n100 %");
        CertificateStore store = CertificateStore.directory(folder);
        URI issuer = URI.create("https://ca.example.test/directory");

        for (RenewalPlan plan : List.of(RenewalPlan.first(now), asked, failed)) {
            RenewalState.read(store, "shop")
                    .issued(certificate, issuer)
                    .with(plan)
                    .write(store, "shop");
            RenewalState kept = RenewalState.read(store, "shop");
            assertThat(kept.plan()).contains(plan);
            assertThat(kept.issuerOf(certificate)).contains(issuer);
        }
    }

    @Test
    void planThatCannotBeReadIsMadeAnew(@TempDir Path folder) {
        CertificateStore store = CertificateStore.directory(folder);
        store.putState(StateKind.RENEWAL, "shop", "no document".getBytes(StandardCharsets.UTF_8));

        assertThat(RenewalState.read(store, "shop").plan()).isEmpty();
    }

    @Test
    void clockThatWasPutBackMovesWhatWaitsForATimeFromNow() {
        Instant wrong = Instant.parse("2031-05-01T00:00:00Z");
        Instant right = Instant.parse("2030-05-01T00:00:00Z");
        RenewalPlan failed = RenewalPlan.first(wrong).failed(wrong, wrong.plusSeconds(240), "dates");

        RenewalPlan repaired = failed.seenAt(right);

        assertThat(repaired.attemptAt()).contains(right.plusSeconds(240));
        assertThat(failed.seenAt(wrong.plusSeconds(1))).isEqualTo(failed);
    }

    @Test
    void certificateJustIssuedIsNotRenewedAgainWhateverTheWindowSays() {
        CertificateBundle certificate = livingFor(Duration.ofDays(90));
        Instant now = certificate.notBefore();
        RenewalPlanner planner = planner(now, 4);
        RenewalPlan issued = planner.planIssued(certificate);

        RenewalPlan plan = planner.plan(
                certificate, Optional.of(window(now.minusSeconds(60), now.minusSeconds(1))), Optional.of(issued));

        assertThat(plan.renewAt()).isEqualTo(now.plus(Duration.ofHours(1)));
    }

    @Test
    void pausesDoubleFromAMinuteToSixHoursWithUpToATenthMore() {
        Random random = new Random(5);
        for (int failures = 1; failures < 5000; failures++) {
            long minutes = failures > 9 ? 360 : Math.min(360, 1L << (failures - 1));
            assertThat(BackOff.after(failures, random))
                    .isBetween(Duration.ofMinutes(minutes), Duration.ofSeconds(minutes * 66));
        }
    }

    @Test
    void dueListGivesEachNameOnceAtItsLatestInstant() {
        Instant start = Instant.parse("2030-01-01T00:00:00Z");
        DueList list = new DueList();
        list.put("b", start.plusSeconds(2));
        list.put("a", start.plusSeconds(1));
        list.put("c", start);
        list.put("c", start.plusSeconds(9));

        assertThat(list.next()).contains(start.plusSeconds(1));
        assertThat(list.take(start)).isEmpty();
        assertThat(list.take(start.plusSeconds(5))).containsExactly("a", "b");
        assertThat(list.take(start.plusSeconds(5))).isEmpty();
        list.put("c", start);
        assertThat(list.take(start.plusSeconds(5))).containsExactly("c");
        assertThat(list.take(start.plusSeconds(99))).isEmpty();
        assertThat(list.next()).isEmpty();
    }
}
