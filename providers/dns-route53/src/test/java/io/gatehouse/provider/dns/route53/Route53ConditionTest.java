package io.gatehouse.provider.dns.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.fixture.dns.Call;
import io.gatehouse.fixture.dns.Reply;
import io.gatehouse.fixture.dns.Route53Server;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is sent, and what becomes of it when somebody else was there before. */
class Route53ConditionTest {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final String NAME = "_acme-challenge.example.test";

    private Runnable before = () -> {};

    @AutoClose
    private final Route53Server server = new Route53Server() {
        @Override
        protected Reply answer(Call call) {
            if (call.method().equals("POST")) {
                Runnable once = before;
                before = () -> {};
                once.run();
            }
            return super.answer(call);
        }
    };

    @AutoClose
    private final DnsProvider provider = Account.at(server.url()).provider();

    private void append(String... values) {
        provider.append(ZONE, records(values));
    }

    private static List<TxtRecord> records(String... values) {
        return List.of(values).stream().map(value -> Account.txt(NAME, value)).toList();
    }

    private void foreign(String... values) {
        server.put("example.test", NAME, "TXT", "", 7, values);
    }

    private List<Call> changes() {
        return server.calls().stream()
                .filter(call -> call.method().equals("POST"))
                .toList();
    }

    @Test
    void oneRequestDeletesWhatWasReadAndCreatesWhatIsToBe() {
        foreign("\"theirs\"");
        append("ours");
        assertThat(changes()).hasSize(1);
        assertThat(changes().get(0).body())
                .containsSubsequence("DELETE", "theirs", "CREATE", "theirs", "ours")
                .doesNotContain("UPSERT");
    }

    @Test
    void whatAnotherWroteInBetweenIsKept() {
        foreign("\"first\"");
        before = () -> foreign("\"first\"", "\"second\"");
        append("ours");
        assertThat(server.txt(NAME)).containsExactlyInAnyOrder("first", "second", "ours");
        assertThat(changes()).hasSize(2);
    }

    @Test
    void whatAnotherCreatedInBetweenIsKept() {
        before = () -> foreign("\"theirs\"");
        append("ours");
        assertThat(server.txt(NAME)).containsExactlyInAnyOrder("theirs", "ours");
    }

    @Test
    void whatAnotherWroteDuringADeletionIsKept() {
        append("ours");
        before = () -> foreign("\"ours\"", "\"theirs\"");
        provider.delete(ZONE, records("ours"));
        assertThat(server.txt(NAME)).containsExactly("theirs");
    }

    @Test
    void aRefusalThatIsNoConflictIsToldAtOnce() {
        server.put("example.test", NAME, "CNAME", "", 60, "elsewhere.test.");
        Account.assertFails(provider, "example.test", Kind.REFUSED)
                .hasMessageContaining("InvalidChangeBatch")
                .hasMessageContaining("conflicting RRSet of type CNAME");
        assertThat(changes()).hasSize(1);
    }

    @Test
    void valuesOfOthersStayAsTheyWereWritten() {
        foreign("\"two\" \"strings\"", "\"caf\\351\"", "\"\\061\"");
        append("ours");
        provider.delete(ZONE, records("ours"));
        assertThat(server.written("example.test", NAME))
                .containsExactly("\"two\" \"strings\"", "\"caf\\351\"", "\"\\061\"");
        assertThat(changes().get(1).body()).contains("<TTL>7</TTL>").doesNotContain("<TTL>60</TTL>");
        provider.delete(ZONE, records("twostrings", "1"));
        assertThat(server.written("example.test", NAME)).containsExactly("\"caf\\351\"");
    }

    @Test
    void anRrsetWithARoutingPolicyIsLeftAlone() {
        server.put("example.test", NAME, "TXT", "half-of-the-visitors", 60, "\"theirs\"");
        Account.assertFails(provider, "example.test", Kind.REFUSED).hasMessageContaining("routing policy");
        assertThat(changes()).isEmpty();
    }

    @Test
    void aWildcardIsFoundThoughItIsAnsweredInOctal() {
        List<TxtRecord> wildcard = List.of(Account.txt("*.example.test", "value"));
        provider.append(ZONE, wildcard);
        provider.append(ZONE, wildcard);
        assertThat(server.txt("*.example.test")).containsExactly("value");
        provider.delete(ZONE, wildcard);
        assertThat(server.txt("*.example.test")).isEmpty();
    }

    @Test
    void aHundredNamesAreReadOneByOneAndWrittenAtOnce() {
        List<TxtRecord> hundred = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hundred.add(Account.txt("_acme-challenge.n" + i + ".example.test", "v".repeat(43)));
        }
        provider.append(ZONE, hundred);
        assertThat(server.calls()).as("the zone, 100 names, one batch").hasSize(102);
        assertThat(changes()).hasSize(1);
    }

    @Test
    void whatIsTooMuchForOneRequestTakesSeveral() {
        List<TxtRecord> long40 = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long40.add(Account.txt("n" + i + ".example.test", "x".repeat(1_990)));
        }
        provider.append(ZONE, long40);
        assertThat(changes()).as("16 values of 1,997 characters fit").hasSize(3);
        List<TxtRecord> many = new ArrayList<>();
        for (int i = 0; i < 1_010; i++) {
            many.add(Account.txt("m" + i / 300 + ".example.test", "v" + i));
        }
        provider.append(ZONE, many);
        assertThat(changes()).as("900 records fit, and 1,010 do not").hasSize(5);
        assertThat(server.txt("m3.example.test")).hasSize(110);
    }

    @Test
    void whatRoute53NeverTakesIsRefusedBeforeItIsSent() {
        assertRefused("x".repeat(4_000), "has 4047 characters with its quotes and escapes, and Route 53 takes 4000");
        List<String> theirs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            theirs.add("\"" + i + "\" \"" + "y".repeat(255) + "\" \"" + "y".repeat(255) + "\" \"" + "y".repeat(255)
                    + "\" \"" + "y".repeat(255) + "\"");
        }
        foreign(theirs.toArray(String[]::new));
        assertRefused("ours", "are too many or too long to be changed at once: 41 records and");
        assertThat(changes()).isEmpty();
    }

    private void assertRefused(String value, String message) {
        assertThatThrownBy(() -> append(value))
                .isInstanceOfSatisfying(
                        DnsProviderException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
                .hasMessageContaining(message);
    }
}
