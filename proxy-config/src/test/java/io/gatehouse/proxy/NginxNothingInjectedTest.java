package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.proxy.reading.Entry;
import io.gatehouse.proxy.reading.Reader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** {@link NothingInjectedTest} for the rest of the model's texts, of which not every server prints each. */
class NginxNothingInjectedTest {
    private static final String HARMLESS = "harmless-";

    /** Each field that takes text, with what comes before it where only that makes it one of its kind. */
    enum Field {
        CLIENT_AUTHORITIES("/x"),
        REVOCATIONS("/x"),
        ACCESS_LOG("/x"),
        UPSTREAM_TRUST("/x"),
        ROOT("/x"),
        INDEX("x"),
        FALLBACK("/x"),
        REDIRECT("/x"),
        REALM("x"),
        USER("x");

        private final String start;

        Field(String start) {
            this.start = start;
        }

        /** What the field holds for a text: as the model has it, and as it is read back. */
        String value(String text) {
            String value = start + text;
            return this == CLIENT_AUTHORITIES
                            || this == REVOCATIONS
                            || this == ACCESS_LOG
                            || this == UPSTREAM_TRUST
                            || this == ROOT
                    ? Path.of(value).toString()
                    : value;
        }
    }

    @Property(tries = 2000)
    void nothingIsInjected(@ForAll Field field, @ForAll(supplier = NastyTexts.class) String text) {
        RenderedConfig printed;
        try {
            printed = render(field, text);
        } catch (InvalidPathException noPathOfThisMachine) {
            Statistics.label("outcome").collect("no path");
            return;
        } catch (InvalidModelException refused) {
            Statistics.label("outcome").collect("refused");
            assertThat(refused.problems()).allSatisfy(problem -> {
                assertThat(problem.field()).isNotBlank();
                assertThat(problem.message()).isNotBlank();
            });
            assertThat(text).as("a harmless value must not be refused").doesNotMatch("[a-z]+");
            return;
        }
        Statistics.label("outcome").collect("printed");
        // A dollar sign in a realm takes another way, with a harmless text beside it as with any other.
        String twin = HARMLESS + "twin" + (field == Field.REALM && text.contains("$") ? "$" : "");
        RenderedConfig expected = render(field, twin);
        assertThat(printed.files().keySet()).isEqualTo(expected.files().keySet());
        for (String file : printed.files().keySet()) {
            if (file.endsWith(".htpasswd")) {
                assertThat(printed.content(file))
                        .isEqualTo(expected.content(file).replace(field.value(twin), field.value(text)));
                continue;
            }
            assertThat(Reader.of("nginx").read(printed.content(file)))
                    .isEqualTo(Entry.mapWords(
                            Reader.of("nginx").read(expected.content(file)),
                            word -> word.replace(bare(field, twin), bare(field, text))));
        }
    }

    /** A fall-back is printed without its slash. */
    private static String bare(Field field, String text) {
        return field.value(text).substring(field == Field.FALLBACK ? 1 : 0);
    }

    private static RenderedConfig render(Field field, String text) {
        Map<Field, String> values = new EnumMap<>(Field.class);
        for (Field each : Field.values()) {
            values.put(each, each.value(HARMLESS + each.name().toLowerCase(Locale.ROOT)));
        }
        values.put(field, field.value(text));
        return ProxyDialects.named("nginx").render(model(values));
    }

    private static ReverseProxy model(Map<Field, String> values) {
        PasswordHash hash = PasswordHash.bcrypt(FullModel.HASH);
        return ReverseProxy.builder()
                .accessLog(AccessLog.file(path(values, Field.ACCESS_LOG)))
                .site(Site.forHosts("a.example")
                        .tls(TlsPolicy.intermediate(), CertificatePaths.in(Path.of("/etc/tls")))
                        .clientCertificates(ClientCertificates.optional(path(values, Field.CLIENT_AUTHORITIES))
                                .withRevocations(path(values, Field.REVOCATIONS)))
                        .upstreamTrust(path(values, Field.UPSTREAM_TRUST))
                        .route("/", "https://app.example")
                        .route(Route.at("/files")
                                .files(StaticFiles.in(path(values, Field.ROOT))
                                        .index(text(values, Field.INDEX))
                                        .fallback(text(values, Field.FALLBACK))))
                        .route(Route.at("/away").redirect(Redirect.toPath(text(values, Field.REDIRECT))))
                        .route(Route.at("/staff")
                                .to("http://127.0.0.1:1")
                                .basicAuth(new BasicAuth(
                                        text(values, Field.REALM),
                                        List.of(new BasicAuth.User(text(values, Field.USER), hash))))))
                .build();
    }

    private static Path path(Map<Field, String> values, Field field) {
        return Path.of(text(values, field));
    }

    private static String text(Map<Field, String> values, Field field) {
        return Objects.requireNonNull(values.get(field));
    }
}
