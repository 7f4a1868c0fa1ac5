package io.gatehouse.provider.dns.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.contract.DnsProviderFaultContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A program that fails or hangs. It has no answer that could be malformed, and knows no rate limit. */
class FailingProgramTest extends DnsProviderFaultContract {
    @TempDir
    static Path folder;

    private static FolderVendor vendor;
    private static Path program;

    /** A hanging program's child. */
    private long child;

    @BeforeAll
    static void write() throws Exception {
        vendor = new FolderVendor(folder);
        program = FolderVendor.program(folder.resolve("update-dns"), """
                #!/bin/sh
                %s
                fault=$(cat "$VENDOR/fault")
                case $fault in *once) : >"$VENDOR/fault" ;; esac
                case $fault in
                    SERVER_ERROR*) echo "the vendor is ill" >&2; exit 1 ;;
                    SILENCE) sleep 1000 & echo $! >"$VENDOR/hanging"; wait ;;
                esac
                case $1 in
                    present) add "${2%%.}" "$3" ;;
                    cleanup) take "${2%%.}" "$3" ;;
                esac
                """.formatted(FolderVendor.FUNCTIONS));
        Process fifo = new ProcessBuilder("mkfifo", folder.resolve("hanging").toString()).start();
        assertThat(fifo.waitFor()).isZero();
        tell("");
    }

    private static void tell(String fault) {
        try {
            Files.writeString(folder.resolve("fault"), fault);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void theChildrenEndWithTheirProgram() throws Exception {
        if (child != 0) {
            ProcessHandle left = ProcessHandle.of(child).orElse(null);
            if (left != null) {
                left.onExit().get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Override
    protected DnsZone zone() {
        return DnsZone.of("example.test");
    }

    @Override
    protected DnsProvider provider() {
        return DnsProviders.named("exec", vendor.settings(program));
    }

    @Override
    protected DnsProvider providerThatWaits(Duration timeout) {
        return DnsProviders.named(
                "exec",
                vendor.settings(program)
                        .with(Settings.builder()
                                .set("timeout", timeout.toString())
                                .build()));
    }

    @Override
    protected Collection<String> credentials() {
        return List.of(FolderVendor.TOKEN);
    }

    @Override
    protected Collection<String> valuesAt(DomainName name) {
        return vendor.valuesAt(name);
    }

    @Override
    protected Set<Fault> faults() {
        return EnumSet.of(Fault.SERVER_ERROR, Fault.SILENCE);
    }

    @Override
    protected void failWith(Fault fault) {
        tell(fault.name());
    }

    @Override
    protected void failOnceWith(Fault fault) {
        tell(fault + " once");
    }

    @Override
    protected void work() {
        tell("");
    }

    /** The pipe opens when both sides have: until then the program waits, or this does. */
    @Override
    protected void awaitUnansweredRequest() {
        try {
            child = Long.parseLong(Files.readString(folder.resolve("hanging")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
