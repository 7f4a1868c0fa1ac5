package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.proxy.reading.Entry;
import io.gatehouse.proxy.reading.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of ciphers, suites and curves: the guideline's own come out by the server's word for them, no other does. */
class PolicyNamesTest {
    private static final Set<String> CIPHERS = known(TlsPolicy::ciphers);
    private static final Set<String> SUITES = known(TlsPolicy::cipherSuites);
    private static final Set<String> CURVES = known(TlsPolicy::curves);

    /** Go lets nobody choose among the suites of TLS 1.3, so Caddy has no word for these. */
    @ParameterizedTest
    @ValueSource(strings = {"nginx", "apache", "haproxy", "caddy", "caddy-json"})
    void eachNameIsThereAloneOrRefused(String dialect) {
        boolean caddy = dialect.startsWith("caddy");
        CIPHERS.forEach(name -> assertAlone(dialect, TextField.POLICY_CIPHER, name, CIPHERS));
        CURVES.forEach(name -> assertAlone(dialect, TextField.POLICY_CURVE, name, CURVES));
        if (!caddy) {
            SUITES.forEach(name -> assertAlone(dialect, TextField.POLICY_SUITE, name, SUITES));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALL", "HIGH", "@SECLEVEL=0", "+RSA", "-X25519", "X25519:P-256", "x25519", "X25519 ", ""})
    void noOtherNameIsTaken(String name) {
        for (TextField field : List.of(TextField.POLICY_CIPHER, TextField.POLICY_SUITE, TextField.POLICY_CURVE)) {
            assertThatThrownBy(() -> field.holding(name).print(ProxyDialects.named("nginx")))
                    .as("%s", field)
                    .isInstanceOfSatisfying(
                            InvalidModelException.class,
                            refused -> assertThat(refused.problems())
                                    .extracting(Problem::field)
                                    .containsOnly(field.names().get(0)));
        }
    }

    private static void assertAlone(String dialect, TextField field, String name, Set<String> all) {
        RenderedConfig printed;
        try {
            printed = field.holding(name).print(ProxyDialects.named(dialect));
        } catch (InvalidModelException refused) {
            assertThat(refused.problems())
                    .allSatisfy(problem -> assertThat(problem.field()).startsWith("sites[0].tls"));
            return;
        }
        List<String> words = new ArrayList<>();
        printed.files()
                .forEach((file, content) ->
                        words.addAll(Entry.allWords(Reader.of(dialect, file).read(content))));
        List<String> named = words.stream()
                .flatMap(word -> Stream.of(word.split("[:, ]")))
                .filter(word -> all.stream().anyMatch(one -> word.equals(theirs(dialect, one))))
                .distinct()
                .toList();
        assertThat(named).as("%s for %s", name, dialect).containsExactly(theirs(dialect, name));
    }

    /** A server's word for it. */
    private static String theirs(String dialect, String name) {
        if (!dialect.startsWith("caddy")) {
            return name;
        }
        return CURVES.contains(name)
                ? name.toLowerCase(Locale.ROOT).replace("prime", "secp").replace("256v1", "256r1")
                : "TLS_"
                        + name.replaceFirst("^(ECDHE-[A-Z]+)-", "$1-WITH-")
                                .replaceFirst("AES([0-9]+)", "AES-$1")
                                .replaceFirst("POLY1305$", "POLY1305-SHA256")
                                .replace('-', '_');
    }

    private static Set<String> known(Function<TlsPolicy, List<String>> names) {
        Set<String> all = new TreeSet<>();
        for (String version : Guideline.VERSIONS) {
            Guideline.of(version).policies().forEach(policy -> all.addAll(names.apply(policy)));
        }
        if (all.contains("X25519")) {
            all.addAll(Set.of("secp521r1", "X448"));
        }
        return all;
    }
}
