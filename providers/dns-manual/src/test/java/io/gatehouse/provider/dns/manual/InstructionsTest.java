package io.gatehouse.provider.dns.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.TxtRecord;
import io.gatehouse.provider.dns.manual.Instruction.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people are told, and where. */
class InstructionsTest {
    private static final DnsZone ZONE = DnsZone.of("example.test");
    private static final TxtRecord FIRST = txt("_acme-challenge.example.test", "first");
    private static final TxtRecord SECOND = txt("_acme-challenge.example.test", "second");

    @TempDir
    Path folder;

    @Test
    void aFileSaysWhatToAddAndThenWhatToTakeAway() throws IOException {
        try (DnsProvider provider = provider()) {
            provider.append(ZONE, List.of(FIRST));
        }
        assertThat(texts()).containsExactly("""
                        ADD this TXT record, beside other values at its name:

                          zone   example.test
                          name   _acme-challenge.example.test
                          TTL    60
                          value  "first"

                        as a zone file has it:

                        _acme-challenge.example.test. 60 IN TXT "first"

                        Gatehouse goes on when the name servers of the zone serve it.
                        """);
        // Another process, after a restart.
        try (DnsProvider provider = provider()) {
            provider.append(ZONE, List.of(SECOND));
            assertThat(texts()).hasSize(2).allMatch(text -> text.startsWith("ADD"));
            provider.delete(ZONE, List.of(FIRST));
        }
        assertThat(texts())
                .hasSize(2)
                .anyMatch(text -> text.startsWith("REMOVE")
                        && text.contains("\"first\"")
                        && text.endsWith("Delete this file when it is done.\n"))
                .anyMatch(text -> text.startsWith("ADD") && text.contains("\"second\""));
    }

    @Test
    void whatIsAddedAgainIsNoLongerToBeTakenAway() throws IOException {
        try (DnsProvider provider = provider()) {
            provider.append(ZONE, List.of(FIRST));
            provider.delete(ZONE, List.of(FIRST));
            provider.append(ZONE, List.of(FIRST));
        }
        assertThat(texts()).singleElement().asString().startsWith("ADD");
    }

    @Test
    void aNameOfAnyLengthHasAFile() throws IOException {
        String longName = String.join(".", "a".repeat(63), "b".repeat(63), "c".repeat(63), "example.test");
        try (DnsProvider provider = provider()) {
            provider.append(ZONE, List.of(txt(longName, "value"), txt("*.example.test", "value")));
        }
        assertThat(texts()).hasSize(2);
    }

    @Test
    void refusesAFolderThatIsMissingOrOpenToAll() throws IOException {
        assertThatThrownBy(() -> DnsProviders.named("manual", Map.of("instructions", folder + "/none")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("there is no folder; make it");
        try (DnsProvider provider = provider()) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertThatThrownBy(this::provider).hasMessageContaining("chmod o-w " + folder);
            assertThatThrownBy(() -> provider.append(ZONE, List.of(FIRST)))
                    .isInstanceOfSatisfying(
                            DnsProviderException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                    .hasMessageContaining("chmod o-w");
        }
        assertThat(texts()).isEmpty();
    }

    @Test
    void aListenerIsToldEachRecordOnceACall() {
        List<Instruction> told = new ArrayList<>();
        try (DnsProvider dns = ManualDns.telling(told::add)) {
            dns.append(ZONE, List.of(FIRST, SECOND, FIRST));
            dns.delete(ZONE, List.of(SECOND));
            assertThat(dns.capabilities().listsZones()).isFalse();
        }
        assertThat(told)
                .containsExactly(
                        new Instruction(Action.ADD, ZONE, FIRST),
                        new Instruction(Action.ADD, ZONE, SECOND),
                        new Instruction(Action.REMOVE, ZONE, SECOND));
    }

    @Test
    void aZoneThatNobodyWritesIsRefusedBeforeAnybodyIsTold() {
        List<Instruction> told = new ArrayList<>();
        try (DnsProvider dns = ManualDns.telling(told::add, DnsZone.of("other.test"))) {
            assertThatThrownBy(() -> dns.append(ZONE, List.of(FIRST))).hasMessageContaining("nobody writes the zone");
        }
        assertThat(told).isEmpty();
    }

    private DnsProvider provider() {
        return DnsProviders.named("manual", Map.of("instructions", folder.toString()));
    }

    private List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    private static TxtRecord txt(String name, String value) {
        return new TxtRecord(DomainName.of(name), value, Duration.ofMinutes(1));
    }
}
