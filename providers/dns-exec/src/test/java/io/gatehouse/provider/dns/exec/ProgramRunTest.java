package io.gatehouse.provider.dns.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsCapabilities;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a program is given, and what becomes of what it says. */
class ProgramRunTest {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final TxtRecord TXT =
            new TxtRecord(DomainName.of("_acme-challenge.example.test"), "-value", Duration.ofMinutes(1));
    private static final String SECRET = "hunter2hunter2";

    @TempDir
    Path folder;

    private Path program;

    @BeforeEach
    void name() {
        program = folder.resolve("update-dns");
    }

    @Test
    void isRunInItsFolderWithWhatWasHandedOverAndLittleElse() throws IOException {
        write("env >environment; printf '%s\\n' \"$0\" \"$@\" >arguments; cat >input");
        append("API_TOKEN=" + SECRET + "\n# a comment\n\nEMPTY=\nBLANKS= a = b \n");
        assertThat(Files.readAllLines(folder.resolve("arguments")))
                .containsExactly(program.toString(), "present", "_acme-challenge.example.test.", "-value");
        assertThat(folder.resolve("input")).isEmptyFile();
        assertThat(Files.readAllLines(folder.resolve("environment")))
                .contains("API_TOKEN=" + SECRET, "EMPTY=", "BLANKS= a = b ")
                .allSatisfy(line -> assertThat(line.substring(0, line.indexOf('=')))
                        // PWD and its like are the shell's own.
                        .matches("API_TOKEN|EMPTY|BLANKS|PATH|HOME|LANG|LC_[A-Z]+|TZ|PWD|OLDPWD|SHLVL|_"));
    }

    @Test
    void aFileOfVariablesIsReadAtEachRun() throws IOException {
        write("printf %s \"$API_TOKEN\" >token");
        Path file = folder.resolve("environment");
        SecureFiles.write(file, "API_TOKEN=first".getBytes(StandardCharsets.US_ASCII));
        try (DnsProvider provider = provider(Map.of("environment-file", file.toString()))) {
            provider.append(ZONE, List.of(TXT));
            assertThat(folder.resolve("token")).hasContent("first");
            SecureFiles.write(file, "API_TOKEN=second".getBytes(StandardCharsets.US_ASCII));
            provider.append(ZONE, List.of(TXT));
            assertThat(folder.resolve("token")).hasContent("second");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            assertFails(Kind.REFUSED, provider, "chmod");
            SecureFiles.write(file, (SECRET + "\n").getBytes(StandardCharsets.US_ASCII));
            assertFails(Kind.REFUSED, provider, "environment-file, line 1 is not of the form NAME=value");
        }
    }

    @Test
    void anErrorQuotesTheLastLinesWithoutSecretsAndControlCharacters() throws IOException {
        write("""
                for line in 1 2 3 4 5; do echo "early $line" >&2; done
                echo "not this" ; printf '\\033[31mtoken\\tis %s\\033[0m\\r\\n' "$API_TOKEN" >&2
                exit 3
                """);
        assertThatThrownBy(() -> append("API_TOKEN=" + SECRET))
                .isInstanceOfSatisfying(
                        DnsProviderException.class, e -> assertThat(e.kind()).isEqualTo(Kind.SERVER_FAILED))
                .hasMessageContaining(
                        program + ", run to add TXT at _acme-challenge.example.test, ended with exit code 3")
                .hasMessageContaining("\"early 2 / early 3 / early 4 / early 5 / [31mtoken is *** [0m\"")
                .hasMessageNotContaining("early 1")
                .hasMessageNotContaining("not this");
    }

    @Test
    void aProgramThatComplainsOnStandardOutputIsQuotedToo() throws IOException {
        write("echo complaint; exit 1");
        assertThatThrownBy(() -> append("A=B")).hasMessageContaining("wrote: \"complaint\"");
    }

    @Test
    void outputIsKeptUpToALength() throws IOException {
        write(
                "yes \"$API_TOKEN\" | head -c 10000000; yes \"x$API_TOKEN\" | head -c 10000000 >&2; echo end >&2; exit 1");
        assertThatThrownBy(() -> append("API_TOKEN=" + SECRET))
                .hasMessageEndingWith("/ end\". Run it by hand to see why")
                .hasMessageContaining("x***")
                .hasMessageNotContaining("hunter2")
                .message()
                .hasSizeLessThan(2000);
    }

    @Test
    void aLineWithoutEndIsNotQuotedFromItsMiddle() throws IOException {
        write("head -c 200000 /dev/zero | tr '\\0' x >&2; printf %s \"$API_TOKEN\" >&2; exit 1");
        assertThatThrownBy(() -> append("API_TOKEN=" + SECRET)).hasMessageContaining("wrote nothing");
    }

    @ParameterizedTest
    @CsvSource({
        "68, NO_SUCH_ZONE, false",
        "69, UNREACHABLE, true",
        "77, BAD_CREDENTIALS, false",
        "1, SERVER_FAILED, true"
    })
    void anExitCodeCanTellMore(int code, Kind kind, boolean isRetryable) throws IOException {
        write("exit " + code);
        try (DnsProvider provider = provider(Map.of())) {
            assertFails(kind, provider, "exit code " + code);
            assertThat(kind.isRetryable()).isEqualTo(isRetryable);
        }
    }

    @Test
    void aProgramThatIsOpenedToOthersMeanwhileIsRunNoMore() throws IOException {
        write("touch ran");
        try (DnsProvider provider = provider(Map.of())) {
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxrwx---"));
            assertFails(Kind.REFUSED, provider, "chmod go-w " + program);
            Files.delete(program);
            assertFails(Kind.REFUSED, provider, "there is no file");
        }
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void aProgramWhoseInterpreterIsMissingIsRefused() throws IOException {
        FolderVendor.program(program, "#!/no/such/interpreter\n");
        try (DnsProvider provider = provider(Map.of())) {
            assertFails(Kind.REFUSED, provider, "could not be started");
        }
    }

    @Test
    void aThreadThatIsInterruptedRunsNothing() throws IOException {
        write("touch ran");
        try (DnsProvider provider = provider(Map.of())) {
            Thread.currentThread().interrupt();
            assertFails(Kind.CANCELLED, provider, "before");
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void aValueThatNoArgumentCanHoldIsRefused() throws IOException {
        write("touch ran");
        try (DnsProvider provider = provider(Map.of())) {
            TxtRecord nul = new TxtRecord(TXT.name(), "a\0b", TXT.ttl());
            assertThatThrownBy(() -> provider.append(ZONE, List.of(nul)))
                    .isInstanceOfSatisfying(
                            DnsProviderException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
        }
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void aChildThatIsLeftBehindIsNotWaitedFor() throws IOException {
        write("sleep 1000 & echo $! >child; echo done >&2; exit 1");
        try (DnsProvider provider = provider(Map.of())) {
            assertFails(Kind.SERVER_FAILED, provider, "wrote: \"done\"");
        } finally {
            long child =
                    Long.parseLong(Files.readString(folder.resolve("child")).strip());
            assertThat(ProcessHandle.of(child).map(ProcessHandle::destroy)).hasValue(true);
        }
    }

    @Test
    void anInputThatIsNotReadIsNoError() throws IOException {
        program = folder.resolve("dns_short.sh");
        FolderVendor.program(program, "exit 0");
        try (DnsProvider provider = provider(Map.of("mode", "acme-sh"))) {
            provider.append(ZONE, List.of(TXT));
        }
    }

    @Test
    void aScriptWithoutTheFunctionFails() throws IOException {
        program = folder.resolve("dns_half.sh");
        FolderVendor.program(program, "dns_half_add() { :; }");
        try (DnsProvider provider = provider(Map.of("mode", "acme-sh"))) {
            provider.append(ZONE, List.of(TXT));
            assertThatThrownBy(() -> provider.delete(ZONE, List.of(TXT)))
                    .hasMessageContaining("dns_half.sh defines no function dns_half_rm");
        }
    }

    @Test
    void runsAreKeptApartAndNoZoneIsListed() throws IOException {
        write("");
        try (DnsProvider provider = provider(Map.of())) {
            assertThat(provider.capabilities().serialised()).isEqualTo(DnsCapabilities.Serialised.BY_ACCOUNT);
            assertThat(provider.capabilities().listsZones()).isFalse();
        }
    }

    private void write(String script) throws IOException {
        FolderVendor.program(program, "#!/bin/sh\n" + script + "\n");
    }

    private void append(String environment) {
        try (DnsProvider provider = provider(Map.of("environment", environment))) {
            provider.append(ZONE, List.of(TXT));
        }
    }

    private DnsProvider provider(Map<String, String> more) {
        return DnsProviders.named(
                "exec", Settings.of(Map.of("program", program.toString())).with(Settings.of(more)));
    }

    private static void assertFails(Kind kind, DnsProvider provider, String message) {
        assertThatThrownBy(() -> provider.append(ZONE, List.of(TXT)))
                .hasMessageContaining(message)
                .hasMessageNotContaining(SECRET)
                .isInstanceOfSatisfying(
                        DnsProviderException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
