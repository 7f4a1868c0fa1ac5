package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.testkit.MovableClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** For whom a {@code Retry-After} is meant, and how long it is remembered. */
class IssuerPausesTest {
    private static final URI CA = URI.create("https://ca.example.test/directory");
    private static final URI OTHER_CA = URI.create("https://other.example.test/directory");
    private static final CertificateRequest SHOP = CertificateRequest.forNames("shop.example.test");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final MovableClock clock = MovableClock.at(Instant.parse("2030-01-01T00:00:00Z"));
    private final List<CertificateEvent> events = new ArrayList<>();
    private final CertificateEvents told = new CertificateEvents(List.of(events::add), clock, Duration.ofMinutes(1));
    private IssuerPauses pauses;

    private CertificateStore store() {
        return CertificateStore.directory(folder);
    }

    @BeforeEach
    void restart() {
        pauses = new IssuerPauses(store(), told, clock);
    }

    private static AcmeException refused(int status, String detail, Duration wait, AcmeProblem... subproblems) {
        return new AcmeRefusedException(
                "to accept an order",
                new AcmeProblem("urn:ietf:params:acme:error:rateLimited", detail, null, List.of(subproblems)),
                status,
                null,
                wait);
    }

    private void note(AcmeException failure) {
        pauses.note(CA, () -> "account-1", SHOP, failure);
    }

    private Optional<Duration> pause(URI issuer, String account, String name) {
        return pauses.until(issuer, () -> account, name).map(until -> Duration.between(clock.instant(), until));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "too many failed authorizations (5) for \"shop.example.test\" in the last 1h0m0s",
                "too many certificates (50) already issued for \"example.test\" in the last 168h0m0s",
                "too many certificates (5) already issued for this exact set of identifiers in the last 168h0m0s"
            })
    void limitOnANameInWordsStopsThatNameOnly(String detail) {
        note(refused(429, detail, HOUR));

        assertThat(pause(CA, "account-1", SHOP.name())).contains(HOUR);
        assertThat(pause(CA, "account-1", "www.example.test")).isEmpty();
        assertThat(pause(OTHER_CA, "account-1", SHOP.name())).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void limitOnANameInASubproblemStopsThatNameOnly() {
        AcmeProblem part =
                new AcmeProblem("urn:ietf:params:acme:error:rateLimited", "slow down", "shop.example.test", List.of());
        note(refused(429, "several names", HOUR, part));

        assertThat(pause(CA, "account-1", SHOP.name())).contains(HOUR);
        assertThat(pause(CA, "account-1", "www.example.test")).isEmpty();
    }

    @Test
    void limitOnTheAccountStopsAllItsNamesAndNoOtherAccount() {
        note(refused(429, "too many new orders (300) from this account in the last 3h0m0s", HOUR));

        assertThat(pause(CA, "account-1", "www.example.test")).contains(HOUR);
        assertThat(pause(CA, "account-2", SHOP.name())).isEmpty();
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        CertificateEvent.IssuerPaused.class,
                        event -> assertThat(event.until())
                                .isEqualTo(clock.instant().plus(HOUR)));
    }

    @Test
    void busyCaIsLeftAloneByAllAccounts() {
        note(refused(503, "Service busy; retry later.", HOUR));

        assertThat(pause(CA, "account-2", "www.example.test")).contains(HOUR);
        assertThat(pause(OTHER_CA, "account-2", "www.example.test")).isEmpty();
    }

    @Test
    void retryAfterOfZeroIsNoPause() {
        note(refused(429, "too many new orders", Duration.ZERO));

        assertThat(pause(CA, "account-1", SHOP.name())).isEmpty();
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "too many new orders, P1D",
        "too many certificates for this exact set, P7D",
    })
    void yearIsNotWaitedFor(String detail, Duration longest) {
        note(refused(429, detail, Duration.ofDays(365)));

        assertThat(pause(CA, "account-1", SHOP.name())).contains(longest);
    }

    @Test
    void pausesOutliveTheProcessAndAreSeenByOthers() {
        note(refused(503, "busy", HOUR));
        note(refused(429, "too many new orders", HOUR.multipliedBy(2)));
        note(refused(429, "for this exact set of identifiers", HOUR.multipliedBy(3)));
        restart();

        assertThat(pause(CA, "account-2", SHOP.name())).as("everybody's").contains(HOUR);
        assertThat(pause(CA, "account-1", SHOP.name())).as("the account's").contains(HOUR.multipliedBy(2));
        clock.advance(HOUR);
        assertThat(pause(CA, "account-2", SHOP.name())).isEmpty();
        clock.advance(HOUR);
        assertThat(pause(CA, "account-1", SHOP.name())).isEmpty();
    }

    @Test
    void whatIsOverIsForgottenInTheStoreToo() {
        note(refused(503, "busy", HOUR));
        clock.advance(HOUR);
        note(refused(503, "busy again", HOUR));

        assertThat(IssuerState.read(store(), CA).pauses()).hasSize(1);
    }

    @Test
    void clockThatIsPutBackMakesNoPauseLonger() {
        note(refused(503, "busy", HOUR));
        clock.advance(Duration.ofDays(-366));

        assertThat(pause(CA, "account-1", SHOP.name())).isEmpty();
    }

    @Test
    void documentThatCannotBeReadIsNoPause() {
        store().putState(
                        StateKind.ISSUER, IssuerState.documentName(CA), "no document".getBytes(StandardCharsets.UTF_8));
        assertThat(pause(CA, "account-1", SHOP.name())).isEmpty();

        note(refused(503, "busy", HOUR));
        assertThat(pause(CA, "account-1", SHOP.name())).contains(HOUR);
        assertThat(IssuerState.read(store(), CA).pauses()).as("replaced").hasSize(1);
    }

    @Test
    void storeThatCannotBeWrittenKeepsThePauseInMemoryAndSaysSo() {
        FullStore full = new FullStore(store());
        full.isFull = true;
        pauses = new IssuerPauses(full, told, clock);
        note(refused(503, "busy", HOUR));

        assertThat(pause(CA, "account-1", SHOP.name())).contains(HOUR);
        assertThat(events).hasAtLeastOneElementOfType(CertificateEvent.StoreNotWritable.class);
    }

    @Test
    void addressOfACaMayBeLongerThanAFilesName() {
        URI longest = URI.create("https://ca.example.test/" + "long/".repeat(100));

        pauses.note(longest, () -> "account-1", SHOP, refused(503, "busy", HOUR));

        assertThat(IssuerState.read(store(), longest).pauses()).hasSize(1);
    }
}
