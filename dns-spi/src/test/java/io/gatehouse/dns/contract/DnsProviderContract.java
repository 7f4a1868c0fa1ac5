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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What every {@link DnsProvider} must do. Extend it, say how to reach a zone that may be written, and run it as a JUnit 5
 * test class. What it must do when its vendor fails is in {@link DnsProviderFaultContract}.
 *
 * <p>Each test writes under a random name of its own and takes away what it wrote. Two providers at once stand for two
 * processes: neither may lose what the other wrote, unless the capabilities say that they have to take turns.
 */
public abstract class DnsProviderContract extends TxtValuesContract {
    private static final int WRITERS = 4;
    private static final int ROUNDS = 5;
    /** A test that hangs has failed; no provider may take longer for its rounds. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** For JUnit and for subclasses. */
    protected DnsProviderContract() {}

    /** A zone that these credentials do not reach, or that nobody has. */
    protected abstract DnsZone unreachableZone();

    /**
     * A zone of its own within {@link #zone()} that the same credentials may write, to see that what is written to the one does
     * not reach the other; empty where none can be had.
     */
    protected Optional<DnsZone> childZone() {
        return Optional.empty();
    }

    /** A provider with credentials that are wrong. */
    protected abstract DnsProvider providerWithBadCredentials();

    /**
     * What comes of them: {@link Kind#REFUSED} is for a server that tells nobody whether it was the key or its rights, and
     * never {@link Kind#NO_SUCH_ZONE}.
     */
    protected Kind kindOfBadCredentials() {
        return Kind.BAD_CREDENTIALS;
    }

    /** A provider whose server is not there. */
    protected abstract DnsProvider providerWithoutServer();

    @Test
    public void twoProcessesThatAppendAtOneNameLoseNothing() throws Exception {
        List<String> values =
                IntStream.range(0, WRITERS * ROUNDS).mapToObj(i -> "value-" + i).toList();
        values.forEach(value -> willBeWritten(List.of(txt(value))));
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
            willBeWritten(List.of(txt("new-" + i)));
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
        Set<DnsZone> zones = listed();
        List<CompletableFuture<Set<DnsZone>>> listings = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            listings.add(CompletableFuture.supplyAsync(this::listed));
        }
        append(txt("value"));
        for (CompletableFuture<Set<DnsZone>> listing : listings) {
            assertEquals(zones, listing.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
        assertValues("value");
    }

    @Test
    public void aRecordOutsideTheZoneIsRefusedBeforeAnythingIsWritten() {
        TxtRecord outside = new TxtRecord(DomainName.of("gatehouse-contract.invalid"), "value", TTL);
        assertThrows(InvalidModelException.class, () -> opened().append(zone(), List.of(txt("inside"), outside)));
        assertValues();
    }

    @Test
    public void aDeletionOutsideTheZoneIsRefusedBeforeAnythingIsTakenAway() {
        append(txt("inside"));
        TxtRecord outside = new TxtRecord(DomainName.of("gatehouse-contract.invalid"), "value", TTL);
        assertThrows(InvalidModelException.class, () -> delete(txt("inside"), outside));
        assertValues("inside");
    }

    @Test
    public void aZoneThatIsNotThereIsNamed() {
        DnsZone missing = unreachableZone();
        TxtRecord entry = new TxtRecord(missing.apex().child("_acme-challenge"), "value", TTL);
        DnsProviderException failure =
                assertThrows(DnsProviderException.class, () -> opened().append(missing, List.of(entry)));
        assertFailure(Kind.NO_SUCH_ZONE, failure);
        assertFalse(failure.kind().isRetryable());
        assertMessage(failure, missing.apex().text());
    }

    @Test
    public void badCredentialsAreToldApart() throws Exception {
        try (DnsProvider bad = providerWithBadCredentials()) {
            DnsProviderException failure =
                    assertThrows(DnsProviderException.class, () -> bad.append(zone(), List.of(txt("value"))));
            assertFailure(kindOfBadCredentials(), failure);
        }
        assertValues();
    }

    @Test
    public void aServerThatIsNotThereCanBeTriedAgain() throws Exception {
        try (DnsProvider lost = providerWithoutServer()) {
            DnsProviderException failure =
                    assertThrows(DnsProviderException.class, () -> lost.append(zone(), List.of(txt("value"))));
            assertFailure(Kind.UNREACHABLE, failure);
            assertTrue(failure.kind().isRetryable());
        }
    }

    @Test
    public void closingTwiceIsNoErrorAndTakesNothingAway() throws Exception {
        DnsProvider other = provider();
        willBeWritten(List.of(txt("value")));
        other.append(zone(), List.of(txt("value")));
        other.close();
        other.close();
        assertValues("value");
    }

    @Test
    public void zonesListsTheZoneOrNothing() {
        Set<DnsZone> zones = listed();
        assertEquals(opened().capabilities().listsZones(), zones.contains(zone()), () -> "what is listed: " + zones);
        assertTrue(opened().capabilities().listsZones() || zones.isEmpty(), () -> "not to be listed: " + zones);
    }

    @Test
    public void aChildZoneIsAnotherZone() {
        DnsZone child = childZone().orElseGet(() -> Assumptions.abort("no child zone to write to"));
        DomainName owner =
                child.apex().child("_acme-challenge." + name().labels().get(1));
        List<TxtRecord> records = List.of(new TxtRecord(owner, "value", TTL));
        try {
            opened().append(child, records);
            assertValuesAt(owner, "value");
        } finally {
            opened().delete(child, records);
        }
        assertValuesAt(owner);
    }

    @Test
    public void whatIsInSyncNeedsNoWait() {
        opened().awaitInSync(zone(), LIMIT);
        append(txt("value"));
        opened().awaitInSync(zone(), LIMIT);
        assertValues("value");
    }

    @Test
    public void theCapabilitiesAreThoseThatShow() {
        assertTrue(opened().capabilities().valuesAtAName() >= 2, "a name and its wildcard need two values at one name");
    }

    private Set<DnsZone> listed() {
        try (Stream<DnsZone> zones = opened().zones()) {
            return zones.collect(Collectors.toSet());
        }
    }

    /** Runs the writers side by side, each with a provider of its own; the first failure is thrown. */
    private void inParallel(ObjIntConsumer<DnsProvider> work) throws Exception {
        Object turn = new Object();
        CompletableFuture<?>[] writers = IntStream.range(0, WRITERS)
                .mapToObj(writer -> CompletableFuture.runAsync(() -> {
                    try (DnsProvider process = TurnTaking.ifNeeded(provider(), turn)) {
                        work.accept(process, writer);
                    }
                }))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(writers).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
