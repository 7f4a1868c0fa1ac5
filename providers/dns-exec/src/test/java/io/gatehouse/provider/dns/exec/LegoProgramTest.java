package io.gatehouse.provider.dns.exec;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.dns.DnsZone;
import io.gatehouse.dns.contract.DnsProviderContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A program of lego's contract that keeps ours: it can be repeated, and leaves foreign values alone. */
class LegoProgramTest extends DnsProviderContract {
    @TempDir
    static Path folder;

    private static FolderVendor vendor;
    private static Path program;

    @BeforeAll
    static void write() throws IOException {
        vendor = new FolderVendor(folder);
        program = FolderVendor.program(folder.resolve("update-dns"), """
                #!/bin/sh
                %s
                case $1 in
                    present) add "${2%%.}" "$3" ;;
                    cleanup) take "${2%%.}" "$3" ;;
                    *) exit 64 ;;
                esac
                """.formatted(FolderVendor.FUNCTIONS));
    }

    @Override
    protected DnsZone zone() {
        return DnsZone.of("example.test");
    }

    @Override
    protected DnsZone unreachableZone() {
        return DnsZone.of("elsewhere.test");
    }

    @Override
    protected DnsProvider provider() {
        return provider(vendor.settings(program));
    }

    @Override
    protected DnsProvider providerWithBadCredentials() {
        return provider(vendor.settings(program, FolderVendor.WRONG_TOKEN));
    }

    @Override
    protected DnsProvider providerWithoutServer() {
        return provider(FolderVendor.settings(program, folder.resolve("nothing"), FolderVendor.TOKEN));
    }

    private static DnsProvider provider(Settings settings) {
        return DnsProviders.named(
                "exec",
                settings.with(Settings.builder().set("zones", "example.test").build()));
    }

    @Override
    protected Collection<String> credentials() {
        return List.of(FolderVendor.TOKEN, FolderVendor.WRONG_TOKEN);
    }

    @Override
    protected Collection<String> valuesAt(DomainName name) {
        return vendor.valuesAt(name);
    }
}
