package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidModelException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names a solver is for, and that a pattern that means nothing is refused. */
class NamePatternsTest {
    @ParameterizedTest
    @CsvSource({
        "example.org,     example.org,         true",
        "EXAMPLE.org,     example.org,         true",
        "example.org,     *.example.org,       false",
        "example.org,     www.example.org,     false",
        "*.example.org,   www.example.org,     true",
        "*.example.org,   *.example.org,       true",
        "*.example.org,   example.org,         false",
        "*.example.org,   a.b.example.org,     false",
        "*.example.org,   *.b.example.org,     false",
        "*.example.org,   www.badexample.org,  false",
        "**.example.org,  www.example.org,     true",
        "**.example.org,  *.example.org,       true",
        "**.example.org,  a.b.c.example.org,   true",
        "**.example.org,  *.b.example.org,     true",
        "**.example.org,  example.org,         false",
        "**.example.org,  badexample.org,      false",
        "**.example.org,  192.0.2.1,           false",
        "192.0.2.1,       192.0.2.1,           true",
        "192.0.2.1,       192.0.2.2,           false",
        "2001:db8::1,     2001:db8:0::1,       true",
        "**.bücher.test,  www.xn--bcher-kva.test, true"
    })
    void patternMatches(String pattern, String name, boolean isFor) {
        assertThat(NamePatterns.of(pattern).match(Identifier.parse(name))).isEqualTo(isFor);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "**",
                "**.",
                "*.",
                "***.example.org",
                "**.*.example.org",
                "*.*.example.org",
                "a.*.example.org",
                "w*.example.org",
                "*example.org",
                ".example.org",
                "example..org",
                "exa mple.org",
                "http://example.org"
            })
    void patternThatMeansNothingIsRefused(String pattern) {
        InvalidModelException invalid =
                catchThrowableOfType(InvalidModelException.class, () -> NamePatterns.of("example.org", pattern));

        assertThat(invalid).isNotNull();
        assertThat(invalid.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains('"' + pattern + '"'));
    }

    @Test
    void noPatternIsRefused() {
        assertThat(catchThrowableOfType(InvalidModelException.class, NamePatterns::of))
                .isNotNull();
    }

    @Test
    void solverIsOfferedForNoMoreThanItCanDo(@TempDir Path webroot) {
        ChallengeSolver solver = Http01Solver.webroot(webroot).onlyFor("**.example.org", "example.org");

        assertThat(solver.supports(Identifier.parse("www.example.org"))).isTrue();
        assertThat(solver.supports(Identifier.parse("example.org"))).isTrue();
        assertThat(solver.supports(Identifier.parse("*.example.org")))
                .as("http-01 proves no wildcard")
                .isFalse();
        assertThat(solver.supports(Identifier.parse("example.net"))).isFalse();
        assertThat(solver.type()).isEqualTo(ChallengeType.HTTP_01);
    }
}
