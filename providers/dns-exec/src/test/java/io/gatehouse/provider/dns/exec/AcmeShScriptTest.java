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

/** A script of acme.sh's that keeps our contract: it can be repeated, and leaves foreign values alone. */
class AcmeShScriptTest extends DnsProviderContract {
    @TempDir
    static Path folder;

    private static FolderVendor vendor;
    private static Path program;

    @BeforeAll
    static void write() throws IOException {
        vendor = new FolderVendor(folder);
        program = FolderVendor.program(folder.resolve("dns_folder.sh"), """
                #!/usr/bin/env sh
                dns_folder_add() { add "$1" "$2"; }
                dns_folder_rm() { take "$1" "$2"; }
                %s
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
                settings.with(Settings.builder()
                        .set("mode", "acme-sh")
                        .set("zones", "example.test")
                        .build()));
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
