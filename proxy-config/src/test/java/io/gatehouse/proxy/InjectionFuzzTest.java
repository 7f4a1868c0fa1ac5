package io.gatehouse.proxy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * {@link NothingInjectedTest} with texts that Jazzer looks for: one target for each language, lists and files of users
 * among them. With {@code JAZZER_FUZZ=1} in the environment, one at a time:
 *
 * <pre>
 * JAZZER_FUZZ=1 ./mvnw -pl proxy-config -am test -Dtest=InjectionFuzzTest#nginx \
 *     -Dsurefire.failIfNoSpecifiedTests=false -DargLine=-Xmx512m
 * </pre>
 *
 * <p>The normal build tries what is kept in {@code src/test/resources}, in {@link InjectionCorpusTest}.
 */
class InjectionFuzzTest {
    private static final List<String> DIALECTS = List.of("nginx", "apache", "haproxy", "caddy", "caddy-json");
    private static final List<Target> TARGETS =
            DIALECTS.stream().map(Target::new).toList();

    @FuzzTest(maxDuration = "5m")
    void nginx(byte[] input) {
        TARGETS.get(0).tryOut(input);
    }

    @FuzzTest(maxDuration = "5m")
    void apache(byte[] input) {
        TARGETS.get(1).tryOut(input);
    }

    @FuzzTest(maxDuration = "5m")
    void haproxy(byte[] input) {
        TARGETS.get(2).tryOut(input);
    }

    @FuzzTest(maxDuration = "5m")
    void caddy(byte[] input) {
        TARGETS.get(3).tryOut(input);
    }

    @FuzzTest(maxDuration = "5m")
    void caddyJson(byte[] input) {
        TARGETS.get(4).tryOut(input);
    }

    /** Tries an input with every dialect. */
    static void tryOutAll(byte[] input) {
        TARGETS.forEach(target -> target.tryOut(input));
    }

    /** A dialect, and which of its fields the first byte means. */
    private static final class Target {
        private final InjectionCheck check;
        private final List<TextField> fields;

        Target(String dialect) {
            check = new InjectionCheck(dialect);
            fields = Arrays.stream(TextField.values())
                    .filter(field -> !field.takesLong())
                    .filter(check.printed()::contains)
                    .toList();
        }

        /** The second byte says where in a real value the rest goes; past its end, the rest stands alone. */
        void tryOut(byte[] input) {
            if (input.length < 2) {
                return;
            }
            TextField field = fields.get((input[0] & 0xff) % fields.size());
            String rest = new String(input, 2, input.length - 2, StandardCharsets.UTF_8);
            int at = input[1] & 0xff;
            String real = field.real();
            check.check(field, at > real.length() ? rest : real.substring(0, at) + rest + real.substring(at));
        }
    }
}
