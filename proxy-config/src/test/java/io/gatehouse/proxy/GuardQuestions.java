package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and that no other path leads there. */
interface GuardQuestions extends Questions {
    /** Of the password "correct horse". */
    String HASH = "$2y$10$" + "r6aIow413WlFvC3QIunB9." + "LQTLwfw.VKKMQgIJ4OXBan1bY7pkbBW";

    @Test
    default void letsThoseInWhoKnowThePassword() throws IOException {
        RawClient.Answer answer = get(staffOnly(), "/admin", basic("alice:correct horse"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(get(staffOnly(), "/").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice:wrong horse", "alice:", "bob:correct horse", ":correct horse"})
    default void keepsOthersOut(String credentials) throws IOException {
        TestBed.Instance instance = staffOnly();
        long before = bed().application().asked();

        RawClient.Answer answer =
                credentials.isEmpty() ? get(instance, "/admin/page") : get(instance, "/admin/page", basic(credentials));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .containsIgnoringCase("Basic realm=\"Staff only\"");
        Questions.assertSecured(answer);
        assertThat(bed().application().asked()).isEqualTo(before);
    }

    /** What a path looks like is not what it is: neither another case nor a dot behind it opens or shuts a door. */
    @Test
    default void guardsExactlyThePathsOfTheModel() throws IOException {
        TestBed.Instance instance = guarded();

        for (String path : List.of("/admin/OPEN", "/admin/open.", "/admin/openx", "/private.", "/private./page")) {
            assertThat(get(instance, path).status()).as(path).isEqualTo(401);
        }
        for (String path : List.of("/admin/open", "/admin/open/page.", "/private", "/PRIVATE.")) {
            assertThat(get(instance, path).status()).as(path).isEqualTo(200);
        }
    }

    /** Nor does a way around it that the application would walk too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%61dmin",
                "/adm%69n/page",
                "//admin",
                "/./admin",
                "/x/../admin",
                "/x/%2e%2e/admin",
                "/admin/open/../page",
                "/admin/open/%2e%2e/page",
                "/admin/open/%2E./page",
                "/admin//open/..",
                "/admin?/admin/open",
                "/admin/?x=/../open"
            })
    default void guardsEveryWayIn(String path) throws IOException {
        TestBed.Instance instance = guarded();
        long before = bed().application().asked();

        assertThat(get(instance, path).status()).isIn(400, 401);

        assertThat(bed().application().asked()).isEqualTo(before);
    }

    private TestBed.Instance guarded() throws IOException {
        BasicAuth staff = BasicAuth.of("Staff only", "alice", PasswordHash.bcrypt(HASH));
        String application = bed().application().url();
        return site(
                "guarded-paths",
                site -> site.route("/", application)
                        .route(Route.at("/admin").to(application).basicAuth(staff))
                        .route("/admin/open", application)
                        .route(Route.at("/private.").to(application).basicAuth(staff)));
    }

    private TestBed.Instance staffOnly() throws IOException {
        return site(
                "basic-auth",
                site -> site.route("/", bed().application().url())
                        .route(Route.at("/admin")
                                .to(bed().application().url())
                                .basicAuth(BasicAuth.of("Staff only", "alice", PasswordHash.bcrypt(HASH)))));
    }

    private static String basic(String credentials) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
}
