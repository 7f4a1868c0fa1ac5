package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/**
 * Where a running server shows what it has read for a text field. Named as the field in {@link TextField} is.
 *
 * <p>A file or folder stands alone in a folder of its own, so that a server that finds it has read its name to the letter.
 */
enum Sighting {
    HOST {
        @Override
        void look(Visit visit, String text) throws IOException {
            DomainName name = DomainName.of(text);
            visit.at((name.isWildcard() ? "any." : "") + name.base()).assertHome();
        }
    },
    FULLCHAIN {
        @Override
        void prepare(HostileSite site, Path text) throws IOException {
            Files.move(site.around().certificate().fullchain(), text);
        }

        @Override
        void look(Visit visit, String text) throws IOException {
            visit.assertOwnCertificate();
        }
    },
    PRIVATE_KEY {
        @Override
        void prepare(HostileSite site, Path text) throws IOException {
            Files.move(site.around().certificate().privateKey(), text);
        }

        @Override
        void look(Visit visit, String text) throws IOException {
            visit.assertOwnCertificate();
        }
    },
    BUNDLE {
        @Override
        void prepare(HostileSite site, Path text) throws IOException {
            Files.move(site.around().certificate().bundle().orElseThrow(), text);
        }

        @Override
        void look(Visit visit, String text) throws IOException {
            visit.assertOwnCertificate();
        }
    },
    KEY_BESIDE_CHAIN {
        @Override
        void prepare(HostileSite site, Path text) throws IOException {
            Files.move(site.around().certificate().fullchain(), text);
            Files.move(site.around().certificate().privateKey(), Path.of(text + ".key"));
        }

        @Override
        void look(Visit visit, String text) throws IOException {
            visit.assertOwnCertificate();
        }
    },
    WEBROOT {
        @Override
        void prepare(HostileSite site, Path text) throws IOException {
            write(text.resolve(".well-known/acme-challenge/token"), site.mark());
        }

        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(visit.getInClear("/.well-known/acme-challenge/token").body())
                    .isEqualTo(visit.site().mark());
        }
    },
    CLIENT_AUTHORITIES {
        @Override
        void prepare(HostileSite site, Path text) {
            site.neighbours().clients().writeAuthority(text);
        }

        @Override
        void look(Visit visit, String text) throws IOException {
            visit.with(visit.site().neighbours().clients().good()).assertHome();
            visit.assertTurnedAway();
        }
    },
    CLIENT_REVOCATIONS {
        @Override
        void prepare(HostileSite site, Path text) {
            site.neighbours().clients().writeRevocations(text);
        }

        @Override
        void look(Visit visit, String text) throws IOException {
            visit.with(visit.site().neighbours().clients().good()).assertHome();
            visit.with(visit.site().neighbours().clients().revoked()).assertTurnedAway();
        }
    },
    CSP_SOURCE {
        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(policy(visit)).contains("img-src " + text);
        }
    },
    CSP_ORIGIN {
        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(policy(visit)).contains("script-src " + WebOrigin.of(text));
        }
    },
    UPSTREAM_TRUST {
        @Override
        void prepare(HostileSite site, Path text) throws IOException {
            Files.copy(site.around().authorities(), text);
        }

        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(visit.get("/page").status()).isEqualTo(200);
        }
    },
    UPSTREAM_ANCHORS {
        @Override
        void prepare(HostileSite site, Path text) throws IOException {
            Files.copy(site.around().authorities(), text);
        }

        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(visit.get("/api").status()).isEqualTo(200);
        }
    },
    UPSTREAM_SERVER_NAME {
        @Override
        void look(Visit visit, String text) throws IOException {
            visit.get("/api");
            assertThat(visit.nameAskedOfUpstream())
                    .isEqualTo(DomainName.of(text).text());
        }
    },
    ROUTE_PATH {
        @Override
        void look(Visit visit, String text) throws IOException {
            assertTakes(visit, text);
        }
    },
    GUARDED_PATH {
        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(visit.get(below(text)).status()).isEqualTo(401);
            assertThat(visit.get(beside(text)).status()).isEqualTo(200);
        }
    },
    INNER_PATH {
        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(visit.get(below("/admin" + text)).status()).isEqualTo(200);
            assertThat(visit.get(beside("/admin" + text)).status()).isEqualTo(401);
        }
    },
    FILES_PATH {
        @Override
        void prepare(HostileSite site, Path text) throws IOException {
            write(site.around().files().resolve("page"), site.mark());
        }

        @Override
        void look(Visit visit, String text) throws IOException {
            String below = text.endsWith("/") ? text : text + "/";
            assertThat(visit.get(below + "page").body()).isEqualTo(visit.site().mark());
            assertThat(visit.get(beside(text)).body()).startsWith("GET ");
        }
    },
    REDIRECTED_PATH {
        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(visit.get(below(text)).header("Location"))
                    .singleElement()
                    .asString()
                    .endsWith("/new");
            assertThat(visit.get(beside(text)).status()).isEqualTo(200);
        }
    },
    FILES_ROOT {
        @Override
        void prepare(HostileSite site, Path text) throws IOException {
            write(text.resolve("page"), site.mark());
        }

        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(visit.get("/assets/page").body()).isEqualTo(visit.site().mark());
        }
    },
    FILES_INDEX {
        @Override
        void prepare(HostileSite site, Path text) throws IOException {
            write(site.around().files().resolve(text), site.mark());
        }

        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(visit.get("/assets/").body()).isEqualTo(visit.site().mark());
        }
    },
    FILES_FALLBACK {
        @Override
        void prepare(HostileSite site, Path text) throws IOException {
            write(Path.of(site.around().files().toString(), text.toString()), site.mark());
        }

        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(visit.get("/assets/nothing-there").body())
                    .isEqualTo(visit.site().mark());
        }
    },
    REDIRECT_ORIGIN {
        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(visit.get("/old").header("Location")).containsExactly(WebOrigin.of(text) + "/old");
        }
    },
    REDIRECT_PATH {
        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(visit.get("/old").header("Location")).singleElement().isIn(text, visit.origin() + text);
        }
    },
    REALM {
        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(visit.get("/admin").header("WWW-Authenticate")).containsExactly("Basic realm=\"" + text + "\"");
        }
    },
    USER {
        @Override
        void look(Visit visit, String text) throws IOException {
            assertThat(visit.get("/admin", password(text)).status()).isEqualTo(200);
            assertThat(visit.get("/admin", password(text + "x")).status()).isEqualTo(401);
        }
    };

    /** The field that is seen. */
    TextField field() {
        return TextField.valueOf(name());
    }

    /** Whether the text names a file or folder of this machine. */
    boolean isFile() {
        return field().form() == TextForm.FILE;
    }

    /** Whether its site needs a certificate of its own: for another name, or to be laid where only the text says. */
    boolean isOfCertificate() {
        return field().name().matches("HOST|FULLCHAIN|PRIVATE_KEY|BUNDLE|KEY_BESIDE_CHAIN");
    }

    /** Lays down what the server shall find; the folder around it is there. */
    void prepare(HostileSite site, Path text) throws IOException {}

    /** Asks the running server. */
    abstract void look(Visit visit, String text) throws IOException;

    private static void assertTakes(Visit visit, String path) throws IOException {
        long before = visit.answeredByOther();
        assertThat(visit.get(below(path)).body()).startsWith("GET " + below(path) + " ");
        assertThat(visit.answeredByOther()).isEqualTo(before + 1);
        assertThat(visit.get(beside(path)).body()).startsWith("GET " + beside(path) + " ");
        assertThat(visit.answeredByOther()).isEqualTo(before + 1);
    }

    private static String below(String path) {
        return path.endsWith("/") ? path + "page" : path;
    }

    /** A path that is no longer in it. */
    private static String beside(String path) {
        return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + "x";
    }

    private static List<String> policy(Visit visit) throws IOException {
        return List.of(
                visit.get("/page").header("Content-Security-Policy").get(0).split("; "));
    }

    private static String password(String user) {
        String pair = user + ":correct horse";
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
