package io.gatehouse.provider.dns.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The variables that certbot's manual hooks get; that certbot sets the same is in {@code CertbotHooksIT}. */
class CertbotHooksTest {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final TxtRecord APEX = txt("_acme-challenge.example.test", "apex");
    private static final TxtRecord WILDCARD = txt("_acme-challenge.example.test", "wildcard");
    private static final TxtRecord WWW = txt("_acme-challenge.www.example.test", "www");

    @TempDir
    Path folder;

    private Path authHook;
    private Path cleanupHook;

    @BeforeEach
    void write() throws IOException {
        String record = "#!/bin/sh\nenv | grep ^CERTBOT_ | sort | tr '\\n' ' ' >>%s.log; echo \"$#\" >>%1$s.log\n";
        authHook = FolderVendor.program(
                folder.resolve("auth"), record.formatted("auth") + "echo \" id of $CERTBOT_VALIDATION \"");
        cleanupHook = FolderVendor.program(folder.resolve("cleanup"), record.formatted("cleanup"));
    }

    @Test
    void eachRecordIsToldWithItsBatch() throws IOException {
        try (DnsProvider provider = provider(true)) {
            provider.append(ZONE, List.of(APEX, WILDCARD, WWW));
        }
        String all = "example.test,example.test,www.example.test";
        assertThat(Files.readAllLines(folder.resolve("auth.log")))
                .containsExactly(
                        variables("", "example.test", all, 2, "apex"),
                        variables("", "example.test", all, 1, "wildcard"),
                        variables("", "www.example.test", all, 0, "www"));
    }

    @Test
    void whoTakesAwayIsToldWhatWasToldBefore() throws IOException {
        try (DnsProvider provider = provider(true)) {
            provider.append(ZONE, List.of(APEX, WWW));
            provider.delete(ZONE, List.of(APEX));
        }
        String output = "CERTBOT_AUTH_OUTPUT=id of apex ";
        assertThat(Files.readAllLines(folder.resolve("cleanup.log")))
                .containsExactly(variables(output, "example.test", "example.test,www.example.test", 1, "apex"));
    }

    @Test
    void anotherProcessTakesAwayWithoutTheOutput() throws IOException {
        try (DnsProvider provider = provider(true)) {
            provider.append(ZONE, List.of(APEX));
        }
        try (DnsProvider later = provider(true)) {
            later.delete(ZONE, List.of(WWW, APEX));
        }
        assertThat(Files.readAllLines(folder.resolve("cleanup.log")))
                .last()
                .isEqualTo(
                        variables("CERTBOT_AUTH_OUTPUT= ", "example.test", "www.example.test,example.test", 0, "apex"));
    }

    @Test
    void theOutputIsKeptUntilTheRecordIsGone() throws IOException {
        Path broken = FolderVendor.program(folder.resolve("broken"), "#!/bin/sh\nexit 1\n");
        try (DnsProvider provider = provider(true)) {
            provider.append(ZONE, List.of(APEX));
            Files.move(cleanupHook, folder.resolve("whole"));
            Files.move(broken, cleanupHook);
            assertThatThrownBy(() -> provider.delete(ZONE, List.of(APEX))).hasMessageContaining("exit code 1");
            Files.delete(cleanupHook);
            Files.move(folder.resolve("whole"), cleanupHook);
            provider.delete(ZONE, List.of(APEX));
        }
        assertThat(Files.readString(folder.resolve("cleanup.log"))).contains("CERTBOT_AUTH_OUTPUT=id of apex");
    }

    @Test
    void withoutACleanupHookNothingIsTakenAway() {
        try (DnsProvider provider = provider(false)) {
            provider.append(ZONE, List.of(APEX));
            provider.delete(ZONE, List.of(APEX));
        }
        assertThat(folder.resolve("cleanup.log")).doesNotExist();
    }

    @Test
    void aNameThatTheHooksCannotBeToldIsRefusedBeforeAnyRuns() {
        try (DnsProvider provider = provider(true)) {
            for (String elsewhere : List.of("alias.example.test", "_acme-challenger.example.test")) {
                assertThatThrownBy(() -> provider.append(ZONE, List.of(APEX, txt(elsewhere, "value"))))
                        .isInstanceOfSatisfying(
                                DnsProviderException.class,
                                e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
                        .hasMessageContaining(elsewhere)
                        .hasMessageContaining("mode lego");
            }
        }
        assertThat(folder.resolve("auth.log")).doesNotExist();
    }

    private static String variables(String output, String domain, String all, int remaining, String validation) {
        return "CERTBOT_ALL_DOMAINS=" + all + " CERTBOT_ALL_IDENTIFIERS=" + all + " " + output + "CERTBOT_DOMAIN="
                + domain
                + " CERTBOT_IDENTIFIER=" + domain + " CERTBOT_REMAINING_CHALLENGES=" + remaining
                + " CERTBOT_VALIDATION="
                + validation + " 0";
    }

    private static TxtRecord txt(String name, String value) {
        return new TxtRecord(DomainName.of(name), value, Duration.ofMinutes(1));
    }

    private DnsProvider provider(boolean cleansUp) {
        Settings.Builder settings =
                Settings.builder().set("program", authHook.toString()).set("mode", "certbot");
        if (cleansUp) {
            settings.set("cleanup-program", cleanupHook.toString());
        }
        return DnsProviders.named("exec", settings.build());
    }
}
