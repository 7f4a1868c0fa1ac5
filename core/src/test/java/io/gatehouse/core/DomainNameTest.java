package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org",
        "EXAMPLE.Org., example.org",
        "b\u00fccher.example, xn--bcher-kva.example",
        "B\u00dcCHER.example, xn--bcher-kva.example",
        "\u4f8b\u3048.\u30c6\u30b9\u30c8, xn--r8jz45g.xn--zckzah",
        "\u4f8b\u3048\u3002\u30c6\u30b9\u30c8, xn--r8jz45g.xn--zckzah",
        "xn--strae-oqa.example, xn--strae-oqa.example",
        "*.Example.org, *.example.org",
        "_acme-challenge.example.org, _acme-challenge.example.org",
        "localhost, localhost",
        "a-b.example, a-b.example",
        "2.0.192.in-addr.arpa, 2.0.192.in-addr.arpa",
    })
    void isHeldInAsciiForm(String given, String text) {
        DomainName name = DomainName.of(given);

        assertThat(name.text()).isEqualTo(text);
        assertThat(name).hasToString(text).isEqualTo(DomainName.of(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a..b",
                ".a",
                "a b",
                " a",
                "a_b.test",
                "-a.test",
                "a-.test",
                "_.test",
                "*",
                "a.*.test",
                "*a.test",
                "**.test",
                "192.0.2.1",
                "a.1",
                "http://a.test",
                "a.test:80",
                "a.test/",
                "a\u0000.test",
                "xn--.test",
                "a@b.test",
                "a,b",
                "\u2024.test",
                "a\u2488com",
                "__a.test"
            })
    void whatIsNoNameIsRefused(String given) {
        assertThatThrownBy(() -> DomainName.of(given))
                .isInstanceOfSatisfying(
                        InvalidNameException.class, e -> assertThat(e.value()).isEqualTo(given))
                .hasMessageContaining("\"" + given + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"stra\u00dfe.example", "\u03bf\u03b4\u03cc\u03c2.example", "a\u200cb.example", "a\u200db.example"
            })
    void namesThatTheStandardsReadDifferentlyAreRefused(String given) {
        assertThatThrownBy(() -> DomainName.of(given))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("xn--");
    }

    @Test
    void lengthsAreLimited() {
        String label63 = "a".repeat(63);
        String name253 = String.join(".", label63, label63, label63, "a".repeat(61));

        assertThat(DomainName.of(name253 + ".").text()).hasSize(253);
        assertThatThrownBy(() -> DomainName.of(name253 + "a")).hasMessageContaining("254 characters");
        assertThatThrownBy(() -> DomainName.of("*." + name253)).hasMessageContaining("255 characters");
        assertThatThrownBy(() -> DomainName.of("a".repeat(64) + ".test")).hasMessageContaining("64 characters");
        for (int length : new int[] {63, 254, 3_000, 100_000}) {
            assertThatThrownBy(() -> DomainName.of("\u00fc".repeat(length) + ".test"))
                    .isInstanceOf(InvalidNameException.class);
        }
    }

    @Test
    void partsAndKin() {
        DomainName wildcard = DomainName.of("*.a.example.org");

        assertThat(wildcard.isWildcard()).isTrue();
        assertThat(wildcard.base()).isEqualTo(DomainName.of("a.example.org"));
        assertThat(wildcard.parent()).contains(DomainName.of("a.example.org"));
        assertThat(wildcard.labels()).containsExactly("*", "a", "example", "org");
        assertThat(DomainName.of("org").parent()).isEmpty();
        assertThat(DomainName.of("org").base()).isEqualTo(DomainName.of("org"));
        assertThat(wildcard.base().child("_acme-challenge").text()).isEqualTo("_acme-challenge.a.example.org");
        assertThatThrownBy(() -> wildcard.child("x")).isInstanceOf(InvalidNameException.class);
        assertThat(DomainName.of("_x.example.org").isHostName()).isFalse();
        assertThat(DomainName.of("x.example.org").isHostName()).isTrue();
        assertThat(DomainName.of("xn--bcher-kva.example").unicode()).isEqualTo("b\u00fccher.example");
        assertThat(List.of(DomainName.of("b.test"), DomainName.of("a.test")).stream()
                        .sorted())
                .extracting(DomainName::text)
                .containsExactly("a.test", "b.test");
    }

    @Test
    void liesInAZoneByWholeLabels() {
        DomainName zone = DomainName.of("example.org");

        assertThat(zone.isAtOrBelow(zone)).isTrue();
        assertThat(DomainName.of("a.b.example.org").isAtOrBelow(zone)).isTrue();
        assertThat(DomainName.of("badexample.org").isAtOrBelow(zone)).isFalse();
        assertThat(DomainName.of("org").isAtOrBelow(zone)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "*.example.org, a.example.org, true",
        "*.example.org, a.b.example.org, false",
        "*.example.org, example.org, false",
        "*.example.org, *.example.org, true",
        "*.example.org, aexample.org, false",
        "a.example.org, a.example.org, true",
        "a.example.org, *.example.org, false",
        "*.b.example.org, *.example.org, false",
    })
    void wildcardIsOneLabel(String pattern, String host, boolean matches) {
        assertThat(DomainName.of(pattern).matches(DomainName.of(host))).isEqualTo(matches);
    }

    /** A dot at the end has the name taken apart; without one a look at its characters may do. */
    @Property(tries = 5000)
    void bothWaysToReadANameAgree(@ForAll("nearlyNames") String text) {
        assertThat(read(text)).isEqualTo(read(text + "."));
    }

    private static Optional<String> read(String text) {
        try {
            return Optional.of(DomainName.of(text).text());
        } catch (InvalidNameException refused) {
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<String> nearlyNames() {
        return Arbitraries.strings()
                .withChars("ab1-..xn_*A")
                .ofMaxLength(12)
                .map(start -> start + "a".repeat(start.length() % 4 == 0 ? 58 : 0) + (start.endsWith("1") ? "" : "1"))
                .filter(text -> !text.endsWith("."));
    }

    @Property
    void asciiNamesRoundTrip(@ForAll("names") String text) {
        DomainName name = DomainName.of(text);

        assertThat(DomainName.of(name.text())).isEqualTo(name);
        assertThat(DomainName.of(name.text() + ".")).isEqualTo(name);
        assertThat(name.labels().stream().collect(Collectors.joining("."))).isEqualTo(name.text());
        assertThat(name.isAtOrBelow(name.parent().orElse(name))).isTrue();
    }

    @Property
    void unicodeFormNamesTheSame(@ForAll("internationalNames") String text) {
        DomainName name = DomainName.of(text);

        assertThat(name.text()).matches("[a-z0-9.-]+");
        assertThat(DomainName.of(name.unicode())).isEqualTo(name);
    }

    @Property
    void anyTextIsEitherRefusedOrLegal(@ForAll String text) {
        try {
            assertThat(DomainName.of(text).text())
                    .matches("(\\*\\.)?(_?[a-z0-9]([a-z0-9-]*[a-z0-9])?\\.?)+")
                    .hasSizeLessThan(254);
        } catch (InvalidNameException e) {
            assertThat(e.value()).isEqualTo(text);
        }
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> label = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withCharRange('0', '9')
                .ofMinLength(1)
                .ofMaxLength(20);
        return label.list().ofMinSize(1).ofMaxSize(5).map(labels -> String.join(".", labels) + ".test");
    }

    @Provide
    Arbitrary<String> internationalNames() {
        Arbitrary<String> label = Arbitraries.strings()
                .withCharRange('\u00e0', '\u00f6')
                .withCharRange('\u0430', '\u044f')
                .withCharRange('\u4e00', '\u4e80')
                .ofMinLength(1)
                .ofMaxLength(10);
        return label.list().ofMinSize(1).ofMaxSize(3).map(labels -> String.join("\u3002", labels) + ".test");
    }
}
