package io.gatehouse.dns.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the contracts have in common: a provider and a name of its own for each test, which takes away what it wrote, and at
 * whose end no credential may have been printed or logged.
 */
public abstract class ZoneContract {
    /** What a test writes with. */
    static final Duration TTL = Duration.ofMinutes(1);

    private final List<TxtRecord> written = new ArrayList<>();
    private OutputWatch output;
    private DnsProvider provider;
    private DomainName name;

    /** For the contracts. */
    ZoneContract() {}

    /** The zone to write to. */
    protected abstract DnsZone zone();

    /** A new provider with good credentials for the zone, sharing nothing with an earlier one. */
    protected abstract DnsProvider provider();

    /** Every secret text in the credentials of any provider given here: none may show in an error or a log. */
    protected abstract Collection<String> credentials();

    /**
     * The TXT values at a name as the vendor serves them, read past the provider. If the vendor takes a while to serve a
     * change, this waits for it.
     */
    protected abstract Collection<String> valuesAt(DomainName name);

    /** For JUnit. */
    @BeforeEach
    public final void openProvider() {
        output = new OutputWatch();
        provider = provider();
        name = zone().apex()
                .child("_acme-challenge.t" + UUID.randomUUID().toString().replace("-", ""));
    }

    /** For JUnit. */
    @AfterEach
    public final void takeAwayWhatWasWritten() throws Exception {
        try (OutputWatch watched = output;
                DnsProvider open = provider) {
            open.delete(zone(), written);
            for (String credential : credentials()) {
                assertFalse(watched.text().contains(credential), "a credential was printed or logged");
            }
        }
    }

    /** Opened anew for each test. */
    final DnsProvider opened() {
        return provider;
    }

    /** Nobody else writes there. */
    final DomainName name() {
        return name;
    }

    /** Remembers what is to be taken away at the end, whoever writes it. */
    final void willBeWritten(Collection<TxtRecord> records) {
        written.addAll(records);
    }

    final void append(TxtRecord... records) {
        willBeWritten(Arrays.asList(records));
        provider.append(zone(), Arrays.asList(records));
    }

    final void delete(TxtRecord... records) {
        provider.delete(zone(), Arrays.asList(records));
    }

    final TxtRecord txt(String value) {
        return new TxtRecord(name, value, TTL);
    }

    final void assertValues(String... expected) {
        assertValuesAt(name, expected);
    }

    final void assertValuesAt(DomainName owner, String... expected) {
        Collection<String> found = valuesAt(owner);
        assertEquals(Set.of(expected), Set.copyOf(found));
        assertEquals(expected.length, found.size(), () -> "a value is there twice: " + found);
    }

    final void assertFailure(DnsProviderException.Kind kind, DnsProviderException failure) {
        assertEquals(kind, failure.kind(), () -> "of: " + failure.getMessage());
        assertMessage(failure, failure.provider());
    }

    /** The causes are printed with the message, and so count. */
    final void assertMessage(DnsProviderException failure, String expected) {
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains(expected), () -> "\"" + expected + "\" is not in: " + message);
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String text = each.toString();
            for (String credential : credentials()) {
                assertFalse(text.contains(credential), "an error shows a credential");
            }
        }
    }
}
