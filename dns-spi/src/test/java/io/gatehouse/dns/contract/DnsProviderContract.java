package io.gatehouse.dns.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link DnsProvider} must do. Extend it, say how to reach a zone that may be written, and run it as a JUnit 5
 * test class.
 *
 * <p>Each test writes under a random name of its own and takes away what it wrote. Two providers at once stand for two
 * processes: neither may lose what the other wrote.
 */
public abstract class DnsProviderContract {
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final int WRITERS = 4;
    private static final int ROUNDS = 5;
    /** A test that hangs has failed; no provider may take longer for its rounds. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final List<TxtRecord> written = new ArrayList<>();
    private DnsProvider provider;
    private DomainName name;

    /** The zone to write to. */
    protected abstract DnsZone zone();

    /** A zone that these credentials do not reach, or that nobody has. */
    protected abstract DnsZone unreachableZone();

    /** A new provider with good credentials for the zone, sharing nothing with an earlier one. */
    protected abstract DnsProvider provider();

    /** A provider with credentials that are wrong. */
    protected abstract DnsProvider providerWithBadCredentials();

    /** A provider whose server is not there. */
    protected abstract DnsProvider providerWithoutServer();

    /** A text that is part of the credentials and must not show in any error. */
    protected abstract String credential();

    /**
     * The TXT values at a name as the vendor serves them, read past the provider. If the vendor takes a while to serve a
     * change, this waits for it.
     */
    protected abstract Collection<String> valuesAt(DomainName name);

    /** For JUnit and for subclasses. */
    protected DnsProviderContract() {}

    @BeforeEach
    public final void openProvider() {
        provider = provider();
        name = zone().apex()
                .child("_acme-challenge.t" + UUID.randomUUID().toString().replace("-", ""));
    }

    @AfterEach
    public final void takeAwayWhatWasWritten() throws Exception {
        try (DnsProvider open = provider) {
            open.delete(zone(), written);
        }
    }

    @Test
    public void oneCallAddsTwoValuesAtOneName() {
        append(txt("first"), txt("second"));
        assertValues("first", "second");
    }

    @Test
    public void twoCallsAddTwoValuesAtOneName() {
        append(txt("first"));
        append(txt("second"));
        assertValues("first", "second");
    }

    @Test
    public void oneCallWritesSeveralNames() {
        DomainName other = name.child("other");
        append(txt("here"), new TxtRecord(other, "there", TTL));
        assertValues("here");
        assertEquals(Set.of("there"), Set.copyOf(valuesAt(other)));
    }

    @Test
    public void appendingAValueAgainChangesNothing() {
        append(txt("value"));
        append(txt("value"), new TxtRecord(name, "value", TTL.multipliedBy(2)));
        assertEquals(List.of("value"), List.copyOf(valuesAt(name)));
    }

    @Test
    public void aValueGivenTwiceInOneCallIsThereOnce() {
        append(txt("value"), txt("value"));
        assertValues("value");
        provider.delete(zone(), List.of(txt("value"), txt("value")));
        assertValues();
    }

    @Test
    public void aCallThatHadPartOfItsEffectCanBeRepeated() {
        append(txt("first"));
        append(txt("first"), txt("second"));
        assertValues("first", "second");
        provider.delete(zone(), List.of(txt("first")));
        provider.delete(zone(), List.of(txt("first"), txt("second")));
        assertValues();
    }

    @Test
    public void valuesDifferByTheirCaseAndNamesDoNot() {
        append(txt("token"), txt("TOKEN"));
        append(new TxtRecord(DomainName.of(name.text().toUpperCase(Locale.ROOT)), "token", TTL));
        assertValues("token", "TOKEN");
        provider.delete(zone(), List.of(txt("token")));
        assertValues("TOKEN");
    }

    @Test
    public void aNameBelowAnotherIsAnotherName() {
        DomainName below = name.child("below");
        append(txt("above"), new TxtRecord(below, "below", TTL));
        provider.delete(zone(), List.of(txt("above")));
        assertValues();
        assertEquals(Set.of("below"), Set.copyOf(valuesAt(below)));
    }

    @Test
    public void twoProcessesThatAppendAtOneNameLoseNothing() throws Exception {
        List<String> values =
                IntStream.range(0, WRITERS * ROUNDS).mapToObj(i -> "value-" + i).toList();
        values.forEach(value -> written.add(txt(value)));
        inParallel((process, writer) -> {
            for (int round = 0; round < ROUNDS; round++) {
                process.append(zone(), List.of(txt("value-" + (writer * ROUNDS + round))));
            }
        });
        assertValues(values.toArray(String[]::new));
    }

    @Test
    public void oneProcessDeletesWhileAnotherAppends() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            append(txt("old-" + i));
        }
        append(txt("foreign"));
        Set<String> expected = new HashSet<>(Set.of("foreign"));
        for (int i = 0; i < ROUNDS; i++) {
            expected.add("new-" + i);
            written.add(txt("new-" + i));
        }
        inParallel((process, writer) -> {
            for (int round = 0; round < ROUNDS; round++) {
                if (writer == 0) {
                    process.append(zone(), List.of(txt("new-" + round)));
                } else {
                    // More than one takes the same value away: for all but one it is gone already.
                    process.delete(zone(), List.of(txt("old-" + round)));
                }
            }
        });
        assertValues(expected.toArray(String[]::new));
    }

    @Test
    public void oneProviderServesManyThreads() throws Exception {
        Set<DnsZone> zones = Set.copyOf(provider.zones());
        List<CompletableFuture<List<DnsZone>>> listings = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            listings.add(CompletableFuture.supplyAsync(provider::zones));
        }
        append(txt("value"));
        for (CompletableFuture<List<DnsZone>> listing : listings) {
            assertEquals(zones, Set.copyOf(listing.get(LIMIT.toSeconds(), TimeUnit.SECONDS)));
        }
        assertValues("value");
    }

    @Test
    public void deletingOneValueLeavesTheOthers() {
        append(txt("foreign"), txt("ours"));
        provider.delete(zone(), List.of(txt("ours")));
        assertValues("foreign");
    }

    @Test
    public void deletingDoesNotCompareTheTimeToLive() {
        append(txt("value"));
        provider.delete(zone(), List.of(new TxtRecord(name, "value", TTL.multipliedBy(7))));
        assertValues();
    }

    @Test
    public void deletingWhatIsNotThereIsNoError() {
        provider.delete(zone(), List.of(txt("never")));
        append(txt("value"));
        provider.delete(zone(), List.of(txt("never")));
        provider.delete(zone(), List.of(txt("value")));
        provider.delete(zone(), List.of(txt("value")));
        assertValues();
    }

    @Test
    public void nothingToDoIsDone() {
        provider.append(zone(), List.of());
        provider.delete(zone(), List.of());
        assertValues();
    }

    @Test
    public void theApexTakesValuesAndKeepsItsOwn() {
        DomainName apex = zone().apex();
        Set<String> before = Set.copyOf(valuesAt(apex));
        TxtRecord mark =
                new TxtRecord(apex, "gatehouse-contract-" + name.labels().get(1), TTL);
        append(mark);
        assertTrue(valuesAt(apex).containsAll(before), "values at the apex were lost");
        assertTrue(valuesAt(apex).contains(mark.value()), "the value did not reach the apex");
        provider.delete(zone(), List.of(mark));
        assertEquals(before, Set.copyOf(valuesAt(apex)));
    }

    @Test
    public void quotesAndOtherSignsArriveAsTheyAre() {
        String value = "v=x; say \"hello\" \\ (100%) 'there'  twice";
        append(txt(value));
        assertValues(value);
        provider.delete(zone(), List.of(txt(value)));
        assertValues();
    }

    @Test
    public void textIsUtf8() {
        append(txt("grüße, 鍵"));
        assertValues("grüße, 鍵");
        provider.delete(zone(), List.of(txt("grüße, 鍵")));
        assertValues();
    }

    @Test
    public void aValueLongerThanOneStringArrivesWhole() {
        String exact = "e".repeat(255);
        String longer = "0123456789".repeat(60);
        append(txt(exact), txt(longer));
        assertValues(exact, longer);
        provider.delete(zone(), List.of(txt(longer)));
        assertValues(exact);
    }

    @Test
    public void aBatchLargerThanOneDatagramArrivesWhole() {
        List<TxtRecord> batch = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            batch.add(new TxtRecord(name.child("n" + i), "value-" + i, TTL));
        }
        append(batch.toArray(TxtRecord[]::new));
        for (TxtRecord each : batch) {
            assertEquals(Set.of(each.value()), Set.copyOf(valuesAt(each.name())));
        }
    }

    @Test
    public void aRecordOutsideTheZoneIsRefusedBeforeAnythingIsWritten() {
        TxtRecord outside = new TxtRecord(DomainName.of("gatehouse-contract.invalid"), "value", TTL);
        assertThrows(InvalidModelException.class, () -> provider.append(zone(), List.of(txt("inside"), outside)));
        assertValues();
    }

    @Test
    public void aDeletionOutsideTheZoneIsRefusedBeforeAnythingIsTakenAway() {
        append(txt("inside"));
        TxtRecord outside = new TxtRecord(DomainName.of("gatehouse-contract.invalid"), "value", TTL);
        assertThrows(InvalidModelException.class, () -> provider.delete(zone(), List.of(txt("inside"), outside)));
        assertValues("inside");
    }

    @Test
    public void aZoneThatIsNotThereIsNamed() {
        DnsZone missing = unreachableZone();
        TxtRecord entry = new TxtRecord(missing.apex().child("_acme-challenge"), "value", TTL);
        DnsProviderException failure =
                assertThrows(DnsProviderException.class, () -> provider.append(missing, List.of(entry)));
        assertEquals(Kind.NO_SUCH_ZONE, failure.kind());
        assertFalse(failure.kind().isRetryable());
        assertMessage(failure, missing.apex().text());
    }

    @Test
    public void badCredentialsAreToldApart() throws Exception {
        try (DnsProvider bad = providerWithBadCredentials()) {
            DnsProviderException failure =
                    assertThrows(DnsProviderException.class, () -> bad.append(zone(), List.of(txt("value"))));
            assertEquals(Kind.BAD_CREDENTIALS, failure.kind());
            assertMessage(failure, failure.provider());
        }
        assertValues();
    }

    @Test
    public void aServerThatIsNotThereCanBeTriedAgain() throws Exception {
        try (DnsProvider lost = providerWithoutServer()) {
            DnsProviderException failure =
                    assertThrows(DnsProviderException.class, () -> lost.append(zone(), List.of(txt("value"))));
            assertEquals(Kind.UNREACHABLE, failure.kind());
            assertTrue(failure.kind().isRetryable());
        }
    }

    @Test
    public void theCallersListIsNotKept() {
        List<TxtRecord> list = new ArrayList<>(List.of(txt("value")));
        written.addAll(list);
        provider.append(zone(), Collections.unmodifiableList(list));
        list.clear();
        assertValues("value");
    }

    @Test
    public void closingTwiceIsNoErrorAndTakesNothingAway() throws Exception {
        DnsProvider other = provider();
        written.add(txt("value"));
        other.append(zone(), List.of(txt("value")));
        other.close();
        other.close();
        assertValues("value");
    }

    @Test
    public void zonesListsTheZoneOrNothing() {
        List<DnsZone> zones = provider.zones();
        assertTrue(zones.isEmpty() || zones.contains(zone()), () -> zone() + " is not among " + zones);
    }

    /** Runs the writers side by side, each with a provider of its own; the first failure is thrown. */
    private void inParallel(ObjIntConsumer<DnsProvider> work) throws Exception {
        CompletableFuture<?>[] writers = IntStream.range(0, WRITERS)
                .mapToObj(writer -> CompletableFuture.runAsync(() -> {
                    try (DnsProvider process = provider()) {
                        work.accept(process, writer);
                    }
                }))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(writers).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private void append(TxtRecord... records) {
        written.addAll(Arrays.asList(records));
        provider.append(zone(), Arrays.asList(records));
    }

    private TxtRecord txt(String value) {
        return new TxtRecord(name, value, TTL);
    }

    private void assertValues(String... expected) {
        Collection<String> found = valuesAt(name);
        assertEquals(Set.of(expected), Set.copyOf(found));
        assertEquals(expected.length, found.size(), () -> "a value is there twice: " + found);
    }

    private void assertMessage(DnsProviderException failure, String expected) {
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains(expected), () -> "\"" + expected + "\" is not in: " + message);
        assertFalse(message.contains(credential()), "the message shows a credential");
    }
}
