package io.gatehouse.provider.dns.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final String ANSWER = """
            {"zones":[{"id":12,"name":"example.test","secret":"hunter2","paused":false,"owner":null}],"next":"a"}""";

    private static Json parse(String text) {
        return Json.parse(text, what -> new DnsProviderException("x", Kind.MALFORMED_ANSWER, what));
    }

    @Test
    void readsWhatIsThere() {
        Json zone = parse(ANSWER).items("zones").get(0);
        assertThat(zone.number("id")).isEqualTo(12);
        assertThat(zone.get("id").textOrNumber()).isEqualTo("12");
        assertThat(zone.text("name")).isEqualTo("example.test");
        assertThat(zone.get("paused").flag()).isFalse();
        assertThat(zone.find("owner")).isEmpty();
        assertThat(zone.findText("missing")).isEmpty();
        assertThat(parse(ANSWER).findText("next")).contains("a");
    }

    private static void assertMalformed(String where, Consumer<Json> read) {
        assertThatThrownBy(() -> read.accept(parse(ANSWER)))
                .isInstanceOfSatisfying(
                        DnsProviderException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MALFORMED_ANSWER))
                .hasMessageContaining(where)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void tellsWhereSomethingIsNotAsPromised() {
        assertMalformed("$.zones[0].serial", json -> json.items("zones").get(0).number("serial"));
        assertMalformed(
                "$.zones[0].secret is no number",
                json -> json.items("zones").get(0).number("secret"));
        assertMalformed(
                "$.zones[0].id is no text", json -> json.items("zones").get(0).text("id"));
        assertMalformed("$.zones is no text", json -> json.text("zones"));
        assertMalformed("$.next is no list", json -> json.items("next"));
        assertMalformed("$.next is no object", json -> json.get("next").find("more"));
        assertMalformed("$.next is neither", json -> json.get("next").flag());
    }

    @Test
    void readsTxtValuesAsZoneFilesHaveThem() {
        Json json = parse("{\"good\":\"\\\"two \\\" \\\"words\\\"\",\"bad\":\"\\\"hunter2\"}");
        assertThat(json.get("good").txt()).isEqualTo("two words");
        assertThatThrownBy(() -> json.get("bad").txt())
                .isInstanceOf(DnsProviderException.class)
                .hasMessageContaining("$.bad is no TXT value")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<html>hunter2</html>",
                "{\"zones\":[{\"id\":1",
                "{'zones':[]}",
                "{\"a\":1}{\"b\":2}",
                "{\"a\":hunter2}",
                "{\"a\":NaN}",
                "// note\n{}",
                "[1,]"
            })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(DnsProviderException.class)
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e400", "9223372036854775808"})
    void refusesNumbersThatAreNotWholeOrTooLong(String number) {
        assertThatThrownBy(() -> parse("{\"n\":" + number + "}").number("n")).isInstanceOf(DnsProviderException.class);
    }

    @Test
    void aDeepAnswerIsRefusedAndNoOverflow() {
        assertThatThrownBy(() -> parse("[".repeat(100_000))).isInstanceOf(DnsProviderException.class);
    }

    @Test
    void aHugeExponentCostsNothing() {
        assertThatThrownBy(() -> parse("{\"n\":1e999999999}").number("n")).isInstanceOf(DnsProviderException.class);
    }

    @Test
    void showsWhereItStandsAndNotWhatItHolds() {
        assertThat(parse(ANSWER).items("zones").get(0).get("secret").toString()).isEqualTo("JSON at $.zones[0].secret");
    }
}
