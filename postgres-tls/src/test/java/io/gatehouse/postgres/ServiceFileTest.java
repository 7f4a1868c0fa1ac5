package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.gatehouse.core.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceFileTest {
    private static final Dsn DSN = Dsn.host("db.example.org")
            .orHost("::1", 5433)
            .database("app")
            .user("agent")
            .password(Secret.ofText("hunter2"))
            .verifyFull(Path.of("ca.crt"))
            .build();

    @Test
    void takesTheFirstSectionAndTheFirstKey() {
        ServiceFile file = ServiceFile.parse("""
                # ours
                [other]
                nonsense
                [app]
                  host=db.example.org
                host=second
                user= agent
                [app]
                port=1
                """);

        assertThat(file.services()).containsExactly("other", "app");
        assertThat(file.service("app").exposeValues())
                .containsOnly(entry("host", "db.example.org"), entry("user", " agent"));
        assertThatThrownBy(() -> file.service("other")).hasMessageContaining("line 3");
        assertThatThrownBy(() -> file.service("third")).hasMessageContaining("other, app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "host =hunter2", "service=hunter2", "Password=hunter2", "sslMode=hunter2"})
    void refusesALineWithoutShowingIt(String line) {
        ServiceFile file = ServiceFile.parse("[app]\n" + line + "\n");

        assertThatThrownBy(() -> file.service("app"))
                .isInstanceOf(DsnException.class)
                .hasMessageContaining("line 2")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void readsBackWhatItWrites() {
        ServiceFile file = ServiceFile.empty()
                .with("app", DSN.export().libpqSettings())
                .with("both", DSN.export().portableSettings());

        assertThat(ServiceFile.parse(file.exposeText()).service("app").toDsn()).isEqualTo(DSN);
        assertThat(file.service("both").toDsn()).isEqualTo(DSN);
        assertThat(file).hasToString("ServiceFile[app, both]");
        assertThatThrownBy(() -> file.with("app", DSN.export().libpqSettings())).hasMessageContaining("already");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2 ", "hunter2\nhost=evil", "hunter2\r", "\t", "hunter2\0"})
    void refusesWhatALineCannotSay(String password) {
        DriverSettings settings = new DriverSettings(Map.of("password", password), List.of());

        assertThatThrownBy(() -> ServiceFile.empty().with("app", settings))
                .isInstanceOf(DsnException.class)
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> ServiceFile.empty().with("a]b", new DriverSettings(Map.of(), List.of())))
                .isInstanceOf(DsnException.class);
    }

    /** Whatever becomes of a file, what is refused is refused without its password. */
    @Property
    void everyChangedFileIsReadOrRefusedWithoutShowingIt(
            @ForAll @IntRange(max = 60) int at,
            @ForAll @IntRange(max = 9) int dropped,
            @ForAll @StringLength(max = 3) String more) {
        String whole = "[app]\nhost=db\npassword=hunter2\nsslmode=verify-full\nsslrootcert=ca\n";
        String changed = whole.substring(0, at) + more + whole.substring(Math.min(at + dropped, whole.length()));
        try {
            ServiceFile file = ServiceFile.parse(changed);
            Conninfo app = file.service("app");
            assertThat(app.toString() + file).doesNotContain("hunter2");
        } catch (DsnException refused) {
            assertThat(refused.toString()).doesNotContain("hunter2").doesNotContain("unter");
        }
    }
}
