package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a configuration writes, and where. */
class RenderedConfigTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/etc/site.conf", "..", "../a", "a/..", "a/../b", "./a", "a/.", "a//b", "a/", "a\\b"})
    void nothingLeavesTheFolder(String file) {
        assertThatThrownBy(() -> config(file, Map.of(file, "text\n"), Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not below");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b.conf", ".a", "..a", "a/..b", "...", "a./b"})
    void theRestStays(String file) {
        assertThat(config(file, Map.of(file, "text\n"), Set.of()).entryContent())
                .isEqualTo("text\n");
    }

    @Test
    void hashesAreForTheGroupAlone() throws IOException {
        config("a", Map.of("a", "text\n", "users", "alice\n"), Set.of("users")).writeTo(folder);

        assertThat(mode("a")).isEqualTo("rw-r--r--");
        assertThat(mode("users")).isEqualTo("rw-r-----");
        assertThatThrownBy(() -> config("a", Map.of("a", "text\n"), Set.of("users")))
                .hasMessageContaining("users");
    }

    @Test
    void onlyWhatDiffersIsWritten() throws IOException {
        RenderedConfig first =
                config("main", Map.of("main", "1\n", "sites/a", "a\n", "sites/b", "b\n", "users", "u\n"), Set.of());
        RenderedConfig second = config(
                "main", Map.of("main", "1\n", "sites/a", "a2\n", "sites/c", "c\n", "users", "u\n"), Set.of("users"));
        first.writeTo(folder);
        Object main = inode("main");

        assertThat(second.changedSince(first)).containsExactly("sites/a", "sites/b", "sites/c", "users");
        assertThat(first.changedSince(first)).isEmpty();
        assertThat(second.writeTo(folder, first)).isEqualTo(folder.resolve("main"));
        assertThat(folder.resolve("sites")).isDirectoryContaining(file -> file.endsWith("c"));
        assertThat(folder.resolve("sites/a")).hasContent("a2");
        assertThat(folder.resolve("sites/b")).doesNotExist();
        assertThat(mode("users")).isEqualTo("rw-r-----");
        assertThat(inode("main")).isEqualTo(main);
    }

    @Test
    void eachDialectKnowsWhereItsHashesAre() {
        Map<String, String> holders = Map.of(
                "nginx", "gatehouse_users_a.example_1.htpasswd",
                "apache", "users-1.htpasswd",
                "haproxy", "haproxy.cfg",
                "caddy", "Caddyfile",
                "caddy-json", "caddy.json");
        holders.forEach((dialect, file) -> {
            RenderedConfig config = ProxyDialects.named(dialect).render(withPassword());

            assertThat(config.confidential()).as(dialect).containsExactly(file);
            config.files()
                    .forEach((name, content) -> assertThat(content.contains(FullModel.HASH))
                            .as("%s of %s", name, dialect)
                            .isEqualTo(name.equals(file)));
            assertThat(config.notes()).as(dialect).anyMatch(note -> note.contains("0640") && note.contains("group"));
        });
    }

    private static ReverseProxy withPassword() {
        return ReverseProxy.forHosts("a.example")
                .tls(
                        TlsPolicy.intermediate(),
                        CertificatePaths.in(Path.of("/etc/tls")).withBundle(Path.of("/etc/tls/bundle.pem")))
                .route(Route.at("/")
                        .to("http://127.0.0.1:1")
                        .basicAuth(BasicAuth.of("Staff", "alice", PasswordHash.bcrypt(FullModel.HASH))))
                .build();
    }

    private static RenderedConfig config(String entry, Map<String, String> files, Set<String> confidential) {
        return new RenderedConfig(entry, new TreeMap<>(files), List.of(), new TreeMap<>(), confidential);
    }

    private String mode(String file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)));
    }

    private Object inode(String file) throws IOException {
        return Files.getAttribute(folder.resolve(file), "unix:ino");
    }
}
