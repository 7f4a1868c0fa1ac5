package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.proxy.reading.Entry;
import io.gatehouse.proxy.reading.Reader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/**
 * Any string in any field is either refused, or the file reads back as the file of a harmless value with that one value
 * changed: nothing more, nothing less, nothing elsewhere.
 */
class NothingInjectedTest {
    private static final String HARMLESS = "harmless";
    private static final TlsPolicy POLICY = TlsPolicy.intermediate();
    private static final Map<String, ProxyRenderer> RENDERERS = Map.of(
            "nginx", ProxyDialects.named("nginx"),
            "apache", ProxyDialects.named("apache"),
            "haproxy", ProxyDialects.named("haproxy"),
            "caddy", ProxyDialects.named("caddy"),
            "caddy-json", ProxyDialects.named("caddy-json"));

    /** Each field that takes text, how a string gets into it, and what is printed for it. */
    enum Field {
        HOST {
            @Override
            void set(Fields fields, String text) {
                fields.host = text;
            }
        },
        FULLCHAIN {
            @Override
            void set(Fields fields, String text) {
                fields.fullchain = Path.of("/x" + text);
            }
        },
        PRIVATE_KEY {
            @Override
            void set(Fields fields, String text) {
                fields.privateKey = Path.of("/x" + text);
            }
        },
        BUNDLE {
            @Override
            void set(Fields fields, String text) {
                fields.bundle = Path.of("/x" + text);
            }
        },
        WEBROOT {
            @Override
            void set(Fields fields, String text) {
                fields.webroot = Path.of("/x" + text);
            }
        },
        SCRATCH {
            @Override
            void set(Fields fields, String text) {
                fields.scratch = Path.of("/x" + text);
            }
        },
        WEB_SOCKET {
            @Override
            void set(Fields fields, String text) {
                fields.webSocket = "/x" + text;
            }
        },
        UPSTREAM {
            @Override
            void set(Fields fields, String text) {
                fields.upstream = "http://" + text + ":3000";
            }
        };

        abstract void set(Fields fields, String text);
    }

    @Property(tries = 2000)
    void nginx(@ForAll Field field, @ForAll(supplier = NastyTexts.class) String text) {
        check("nginx", field, text);
    }

    @Property(tries = 2000)
    void apache(@ForAll Field field, @ForAll(supplier = NastyTexts.class) String text) {
        check("apache", field, text);
    }

    @Property(tries = 2000)
    void haproxy(@ForAll Field field, @ForAll(supplier = NastyTexts.class) String text) {
        check("haproxy", field, text);
    }

    @Property(tries = 2000)
    void caddy(@ForAll Field field, @ForAll(supplier = NastyTexts.class) String text) {
        check("caddy", field, text);
    }

    @Property(tries = 2000)
    void caddyJson(@ForAll Field field, @ForAll(supplier = NastyTexts.class) String text) {
        check("caddy-json", field, text);
    }

    private static void check(String dialect, Field field, String text) {
        Fields nasty = new Fields();
        RenderedConfig printed;
        try {
            field.set(nasty, text);
            printed = nasty.render(dialect);
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
        Fields harmless = nasty.harmlessTwin(dialect);
        RenderedConfig expected = harmless.render(dialect);
        assertThat(printed.files().keySet()).isEqualTo(expected.files().keySet());
        for (String file : printed.files().keySet()) {
            Reader reader = Reader.of(dialect, file);
            List<Entry> read = reader.read(printed.content(file));
            List<Entry> meant = Entry.mapWords(reader.read(expected.content(file)), nasty.inPlaceOf(harmless, dialect));
            assertThat(read).isEqualTo(meant);
        }
    }

    /** The model's text fields, harmless to begin with. */
    private static final class Fields {
        private String host = HARMLESS + "-host.example";
        private Path fullchain = Path.of("/" + HARMLESS + "-fullchain");
        private Path privateKey = Path.of("/" + HARMLESS + "-private-key");
        private Path bundle = Path.of("/" + HARMLESS + "-bundle");
        private Path webroot = Path.of("/" + HARMLESS + "-webroot");
        private Path scratch = Path.of("/" + HARMLESS + "-scratch");
        private String webSocket = "/" + HARMLESS + "-web-socket";
        private String upstream = "http://" + HARMLESS + "-upstream.example:3000";

        RenderedConfig render(String dialect) {
            ReverseProxy model = model(dialect);
            return Objects.requireNonNull(RENDERERS.get(dialect))
                    .standalone(scratch)
                    .render(model);
        }

        private ReverseProxy model(String dialect) {
            return ReverseProxy.forHosts(host)
                    .tls(POLICY, CertificatePaths.of(fullchain, privateKey).withBundle(bundle))
                    .acme(
                            dialect.equals("haproxy")
                                    ? AcmeChallenges.handOver(Upstream.of(upstream))
                                    : AcmeChallenges.webroot(webroot))
                    .route("/", upstream)
                    .webSocket(webSocket)
                    .build();
        }

        /** Harmless values of the same kind: a wildcard for a wildcard, a folder for a folder, alike in size class. */
        Fields harmlessTwin(String dialect) {
            Fields twin = new Fields();
            Site model = model(dialect).sites().get(0);
            String name = model.hosts().get(0).base().text();
            String longer = name.length() > 46 ? "-so-long-that-nginx-needs-a-larger-bucket" : "";
            twin.host = (model.hosts().get(0).isWildcard() ? "*." : "") + HARMLESS + longer + "-host.example";
            twin.webSocket += webSocket.endsWith("/") ? "/" : "";
            return twin;
        }

        UnaryOperator<String> inPlaceOf(Fields harmless, String dialect) {
            TreeMap<String, String> changes = new TreeMap<>();
            Site from = harmless.model(dialect).sites().get(0);
            Site to = model(dialect).sites().get(0);
            changes.put(
                    from.hosts().get(0).base().text(), to.hosts().get(0).base().text());
            changes.put(harmless.fullchain.toString(), fullchain.toString());
            changes.put(harmless.privateKey.toString(), privateKey.toString());
            changes.put(harmless.bundle.toString(), bundle.toString());
            changes.put(harmless.webroot.toString(), webroot.toString());
            changes.put(harmless.scratch.toString(), scratch.toString());
            changes.put(harmless.webSocket, webSocket);
            changes.put(authority(from), authority(to));
            return word -> {
                String changed = word;
                for (String value : changes.keySet()) {
                    changed = changed.replace(value, changes.getOrDefault(value, value));
                }
                return changed;
            };
        }

        private static String authority(Site site) {
            Upstreams upstreams = (Upstreams) site.routes().get(0).answer();
            return upstreams.servers().get(0).authority();
        }
    }
}
