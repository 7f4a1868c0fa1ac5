package io.gatehouse.provider.dns.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecSettingsTest {
    @TempDir
    Path folder;

    private Path program;

    @BeforeEach
    void write() throws IOException {
        program = FolderVendor.program(folder.resolve("update-dns"), "#!/bin/sh\n");
    }

    @ParameterizedTest
    @CsvSource({
        "program, ./update-dns, 'program: is \"./update-dns\"; write a path from the root'",
        "mode, RAW, 'mode: is \"RAW\"; write lego, certbot or acme-sh; lego''s RAW needs what no DNS provider is told'",
        "mode, acme-sh, 'program: is'",
        "cleanup-program, /bin/sh, cleanup-program: is for the mode certbot alone",
        "environment, hunter2, 'environment: is not of the form it needs; write a line NAME=value for each'",
        "environment, 2A=hunter2, environment: is not of the form",
        "environment-file, /no/such/file, environment-file: There is no file",
        "zones, -bad-.test, zones: ",
        "timeout, 0s, timeout: is",
        "programm, x, did you mean program?"
    })
    void namesTheSettingThatMakesNoSense(String name, String value, String message) {
        assertRefused(with(name, value), message);
    }

    @Test
    void namesTheSettingThatIsMissing() {
        assertRefused(Map.of(), "program: is missing");
        assertRefused(Map.of(), "EXEC_PATH");
    }

    @Test
    void refusesAProgramThatIsMissing() {
        assertRefused(Map.of("program", folder.resolve("nothing").toString()), "there is no file; check the path");
        assertRefused(Map.of("program", folder.toString()), "there is no file");
    }

    @Test
    void refusesAProgramThatCannotBeExecuted() throws IOException {
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rw-------"));
        assertRefused(with("timeout", "1s"), "may not execute; run: chmod u+x " + program);
    }

    @ParameterizedTest
    @CsvSource({"rwxrwx---", "rwx---rwx"})
    void refusesAProgramThatOthersMayWrite(String mode) throws IOException {
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString(mode));
        assertRefused(with("timeout", "1s"), "open to others, who may write " + program.toRealPath());
    }

    @Test
    void refusesAProgramInAFolderThatOthersMayWrite() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertRefused(with("timeout", "1s"), "run: chmod go-w " + folder.toRealPath());
    }

    @Test
    void looksAtWhatALinkLeadsTo() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Path target = FolderVendor.program(open.resolve("program"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        assertRefused(Map.of("program", link.toString()), "chmod go-w " + target.toRealPath());
    }

    @Test
    void refusesACleanupHookThatOthersMayWrite() throws IOException {
        Path cleanup = FolderVendor.program(folder.resolve("cleanup"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(cleanup, PosixFilePermissions.fromString("rwxrwxrwx"));
        Map<String, String> settings = with("mode", "certbot");
        settings.put("cleanup-program", cleanup.toString());
        assertRefused(settings, "cleanup-program: is open to others");
    }

    @Test
    void takesVariablesFromOnePlaceAlone() throws IOException {
        Path file = FolderVendor.program(folder.resolve("environment"), "A=B\n");
        Map<String, String> settings = with("environment-file", file.toString());
        settings.put("environment", "A=C");
        assertRefused(settings, "environment-file: contradicts environment");
    }

    @Test
    void neverShowsALineThatIsNoVariable() throws IOException {
        Path file = FolderVendor.program(folder.resolve("environment"), "A=B\nhunter2\n");
        assertRefused(with("environment-file", file.toString()), "where line 2 is not of the form NAME=value");
    }

    @Test
    void takesTheVariablesOfLego() {
        try (DnsProvider provider =
                DnsProviders.fromEnvironment("exec", Map.of("EXEC_PATH", program.toString(), "EXEC_MODE", ""))) {
            assertThat(provider.zones()).isEmpty();
        }
        assertThatThrownBy(() -> DnsProviders.fromEnvironment(
                        "exec", Map.of("EXEC_PATH", program.toString(), "EXEC_MODE", "RAW")))
                .hasMessageContaining("mode: is \"RAW\"");
    }

    private void assertRefused(Map<String, String> settings, String message) {
        assertThatThrownBy(() -> DnsProviders.named("exec", settings))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("hunter2");
    }

    private Map<String, String> with(String name, String value) {
        Map<String, String> settings = new HashMap<>(Map.of("program", program.toString()));
        settings.put(name, value);
        return settings;
    }
}
