package io.gatehouse.provider.dns.acmedns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.dns.contract.DnsProviderFaultContract.Fault;
import io.gatehouse.fixture.dns.AcmeDnsServer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * What acme-dns makes of the contract. The contract itself cannot run: here a value has 43 characters, none is taken away, and
 * each name has an account.
 */
class AcmeDnsProviderTest {
    private static final DnsZone ZONE = DnsZone.of(AcmeDnsServer.DOMAIN);
    private static final DomainName NAME = ZONE.apex().child(AcmeDnsServer.SUBDOMAIN);
    private static final String A = "A".repeat(43);
    private static final String B = "B".repeat(43);
    private static final String C = "C".repeat(43);

    @AutoClose
    private final AcmeDnsServer server = new AcmeDnsServer();

    @AutoClose
    private final DnsProvider provider =
            DnsProviders.named("acmedns", AcmeDnsAccount.ACCOUNT.settings().apply(server.url()));

    private void append(String... values) {
        provider.append(ZONE, records(values));
    }

    private void delete(String... values) {
        provider.delete(ZONE, records(values));
    }

    private static List<TxtRecord> records(String... values) {
        return Stream.of(values)
                .map(value -> new TxtRecord(NAME, value, Duration.ofMinutes(1)))
                .toList();
    }

    private Collection<String> served() {
        return server.txt(NAME.text()).stream()
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private void assertFails(Kind kind, ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DnsProviderException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining("DNS provider acmedns: ")
                .satisfies(e -> assertThat(List.of(words))
                        .allSatisfy(word -> assertThat(e).hasMessageContaining(word)))
                .satisfies(e -> server.secrets()
                        .forEach(secret -> assertThat(e.toString()).doesNotContain(secret)));
    }

    @Test
    void aNameAndItsWildcardAreProvedAtOneName() {
        append(A);
        append(B);
        assertThat(served()).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void whatIsThereIsNotWrittenAgain() {
        append(A, B);
        append(B);
        append(A, A);
        assertThat(served()).containsExactlyInAnyOrder(A, B);
        assertThat(server.calls()).hasSize(2);
    }

    /** Its effect is unknown; a repetition alone would take the place of the first. */
    @Test
    void aWriteThatFailedCanBeRepeatedWithoutTheLossOfTheOther() {
        append(A);
        server.failOnceWith(Fault.HALF_AN_ANSWER);
        assertFails(Kind.MALFORMED_ANSWER, () -> append(B));
        assertThat(served()).contains(B);
        append(B);
        assertThat(served()).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void whatWasTakenAwayMakesRoom() {
        append(A, B);
        delete(B);
        assertThat(served()).containsExactlyInAnyOrder(A, B);
        append(C);
        assertThat(served()).containsExactlyInAnyOrder(A, C);
        delete(A, C);
        append(C, A);
        assertThat(served()).containsExactlyInAnyOrder(A, C);
    }

    @Test
    void threeValuesAreRefusedBeforeOneIsSent() {
        assertThat(provider.capabilities().valuesAtAName()).isEqualTo(2);
        assertFails(Kind.REFUSED, () -> append(A, B, C), "keeps 2 values at a name", NAME.text());
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void aNameWithoutAnAccountIsNamedBeforeAnythingIsSent() {
        TxtRecord other = new TxtRecord(ZONE.apex().child("other"), B, Duration.ofMinutes(1));
        assertFails(
                Kind.NO_SUCH_ZONE,
                () -> provider.append(
                        ZONE,
                        Stream.concat(records(A).stream(), Stream.of(other)).toList()),
                "other.auth.test",
                "CNAME");
        assertThatThrownBy(() -> provider.append(DnsZone.of("elsewhere.test"), records(A)))
                .isInstanceOf(InvalidModelException.class);
        assertThat(server.calls()).isEmpty();
    }

    @Test
    void whatTheServerRefusesIsToldAndNotRemembered() {
        assertFails(Kind.REFUSED, () -> append("short"), "bad_txt");
        append(A);
        assertThat(served()).containsExactly(A);
    }

    @Test
    void badCredentialsAreToldApart() throws Exception {
        try (DnsProvider bad = DnsProviders.named(
                "acmedns", AcmeDnsAccount.ACCOUNT.badSettings().apply(server.url()))) {
            assertFails(Kind.BAD_CREDENTIALS, () -> bad.append(ZONE, records(A)));
        }
    }

    @Test
    void whatFailsInPassingCanBeRepeated() {
        server.failOnceWith(Fault.RATE_LIMITED);
        assertFails(Kind.RATE_LIMITED, () -> append(A));
        server.failOnceWith(Fault.SERVER_ERROR);
        assertFails(Kind.SERVER_FAILED, () -> append(A));
        server.failOnceWith(Fault.ANOTHER_PROTOCOL);
        assertFails(Kind.MALFORMED_ANSWER, () -> append(A));
        append(A);
        assertThat(served()).containsExactly(A);
    }

    @Test
    void zonesAreNotListed() {
        assertThat(provider.capabilities().listsZones()).isFalse();
        assertThat(provider.zones()).isEmpty();
    }
}
