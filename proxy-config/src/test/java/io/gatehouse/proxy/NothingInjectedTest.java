package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.proxy.InjectionCheck.Outcome;
import java.util.EnumSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import net.jqwik.api.statistics.Statistics;

/**
 * Any string in any field is either refused, or the file reads back as the file of a harmless value with that one value
 * changed.
 *
 * <p>A thousand strings for each dialect in a build. A million for each:
 *
 * <pre>
 * ./mvnw -pl proxy-config -am test -Dtest=NothingInjectedTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Djqwik.tries.default=1000000
 * </pre>
 *
 * <p>On 2026-11-23, of a million each, and no difference found: nginx printed 292,341 and refused 707,659; Apache 306,948 and
 * 693,052; HAProxy 294,299 and 705,701; Caddy's Caddyfile 271,590 and 728,410, its JSON 271,235 and 728,765.
 */
class NothingInjectedTest {
    private static final InjectionCheck NGINX = new InjectionCheck("nginx");
    private static final InjectionCheck APACHE = new InjectionCheck("apache");
    private static final InjectionCheck HAPROXY = new InjectionCheck("haproxy");
    private static final InjectionCheck CADDY = new InjectionCheck("caddy");
    private static final InjectionCheck CADDY_JSON = new InjectionCheck("caddy-json");

    @Property
    void nginx(@ForAll("forNginx") Tuple2<TextField, String> text) {
        check(NGINX, text);
    }

    @Property
    void apache(@ForAll("forApache") Tuple2<TextField, String> text) {
        check(APACHE, text);
    }

    @Property
    void haproxy(@ForAll("forHaproxy") Tuple2<TextField, String> text) {
        check(HAPROXY, text);
    }

    @Property
    void caddy(@ForAll("forCaddy") Tuple2<TextField, String> text) {
        check(CADDY, text);
    }

    @Property
    void caddyJson(@ForAll("forCaddyJson") Tuple2<TextField, String> text) {
        check(CADDY_JSON, text);
    }

    @Example
    void realValuesArePrinted() {
        for (InjectionCheck check : List.of(NGINX, APACHE, HAPROXY, CADDY, CADDY_JSON)) {
            for (TextField field : check.printed()) {
                assertThat(check.check(field, field.real())).as("%s", field).isEqualTo(Outcome.PRINTED);
            }
        }
    }

    @Example
    void noSeparatorHidesAPattern() {
        for (String root : List.of("/srv/\u2028[a]", "/srv/\u0085*", "/srv/\u2029?")) {
            assertThat(APACHE.check(TextField.FILES_ROOT, root)).isEqualTo(Outcome.REFUSED);
            for (InjectionCheck check : List.of(NGINX, APACHE, HAPROXY, CADDY, CADDY_JSON)) {
                assertThat(check.check(TextField.SCRATCH, root)).isEqualTo(Outcome.REFUSED);
            }
        }
    }

    @Example
    void aLineTooLongIsBlamedOnItsLongestValue() {
        assertThat(HAPROXY.check(TextField.UPSTREAM_TRUST, "/x".repeat(1500))).isEqualTo(Outcome.REFUSED);
    }

    @Example
    void apacheExpandsNoRealm() {
        assertThat(APACHE.check(TextField.REALM, "Staff of %{ENV:HOME}")).isEqualTo(Outcome.REFUSED);
    }

    /** What a dialect prints of no text at all, it refuses by name; all other fields are tried above. */
    @Example
    void onlyTheseAreRefusedWhateverTheirText() {
        assertUnprinted(NGINX, TextField.HEALTH_PATH);
        assertUnprinted(APACHE, TextField.UPSTREAM_SERVER_NAME);
        assertUnprinted(
                HAPROXY,
                TextField.WEBROOT,
                TextField.FILES_PATH,
                TextField.FILES_ROOT,
                TextField.FILES_INDEX,
                TextField.FILES_FALLBACK,
                TextField.COMPRESSED_TYPE,
                TextField.ACCESS_LOG);
        assertUnprinted(CADDY, TextField.CLIENT_REVOCATIONS, TextField.POLICY_SUITE);
        assertUnprinted(CADDY_JSON, TextField.CLIENT_REVOCATIONS, TextField.POLICY_SUITE);
    }

    private static void assertUnprinted(InjectionCheck check, TextField... fields) {
        assertThat(EnumSet.complementOf(EnumSet.copyOf(check.printed()))).containsExactlyInAnyOrder(fields);
        for (TextField field : fields) {
            assertThatThrownBy(() -> field.holding(field.real()).print(check.renderer()))
                    .as("%s", field)
                    .isInstanceOfSatisfying(
                            InvalidModelException.class,
                            refused -> assertThat(refused.problems())
                                    .extracting(Problem::field)
                                    .allMatch(name -> name.matches("sites\\[0]\\..+|accessLog.+")));
        }
    }

    @Provide
    Arbitrary<Tuple2<TextField, String>> forNginx() {
        return hostile(NGINX);
    }

    @Provide
    Arbitrary<Tuple2<TextField, String>> forApache() {
        return hostile(APACHE);
    }

    @Provide
    Arbitrary<Tuple2<TextField, String>> forHaproxy() {
        return hostile(HAPROXY);
    }

    @Provide
    Arbitrary<Tuple2<TextField, String>> forCaddy() {
        return hostile(CADDY);
    }

    @Provide
    Arbitrary<Tuple2<TextField, String>> forCaddyJson() {
        return hostile(CADDY_JSON);
    }

    private static Arbitrary<Tuple2<TextField, String>> hostile(InjectionCheck check) {
        List<TextField> fields = check.printed();
        return Arbitraries.randomValue(random -> {
            TextField field = HostileText.field(fields, random);
            return Tuple.of(field, HostileText.of(field, random));
        });
    }

    private static void check(InjectionCheck check, Tuple2<TextField, String> text) {
        Statistics.label("outcome").collect(check.check(text.get1(), text.get2()));
    }
}
