package io.gatehouse.provider.dns.acmedns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.fixture.dns.AcmeDnsServer;
import io.gatehouse.fixture.dns.VendorAccountContract;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcmeDnsAccountTest extends VendorAccountContract {
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    @TempDir
    private Path folder;

    AcmeDnsAccountTest() {
        super(new AcmeDnsServer(), AcmeDnsAccount.ACCOUNT);
    }

    /** acme-dns lists none. */
    @Override
    protected int zonesAPage() {
        return 1;
    }

    private static void assertRefused(Map<String, String> settings, String... words) {
        assertThatThrownBy(() -> DnsProviders.named("acmedns", settings))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContainingAll(words)
                .satisfies(e -> assertThat(e.toString()).doesNotContain(AcmeDnsServer.PASSWORD));
    }

    private static Map<String, String> settings() {
        return new HashMap<>(AcmeDnsAccount.ACCOUNT.settings().apply(NOBODY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no JSON",
                "[]",
                "{\"example.test\": {\"fulldomain\": \"x.auth.test\", \"password\": \"fixture-password-of-no-account_01234567x\"}}",
                "{\"example.test\": {\"fulldomain\": \"..\", \"subdomain\": \"\", \"username\": \"\", \"password\": \"\"}}",
            })
    void accountsOfAnotherFormAreRefused(String accounts) {
        Map<String, String> settings = settings();
        settings.put("accounts", accounts);
        assertRefused(settings, "accounts: is not of the form it needs", "fulldomain");
    }

    @Test
    void accountsAreGivenOnce() {
        Map<String, String> both = settings();
        both.put("accounts-file", "/there/is/none.json");
        assertRefused(both, "accounts: contradicts accounts-file");
        Map<String, String> none = settings();
        none.remove("accounts");
        assertRefused(none, "accounts: is missing", "accounts-file");
    }

    @Test
    void aStorageFileIsReadIfItsOwnerAloneCan() throws Exception {
        Path file = folder.resolve("accounts.json");
        SecureFiles.write(file, Secret.ofText(AcmeDnsAccount.accounts(AcmeDnsServer.PASSWORD)));
        Map<String, String> settings = settings();
        settings.remove("accounts");
        settings.put("accounts-file", file.toString());
        DnsProviders.named("acmedns", settings).close();

        SecureFiles.write(file, Secret.ofText("{\"example.test\": {}}"));
        assertRefused(settings, "accounts-file: cannot be used", "it has no $.example.test.fulldomain");
        Path open = Files.writeString(folder.resolve("open.json"), "{}");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        settings.put("accounts-file", open.toString());
        assertRefused(settings, "accounts-file: cannot be used", "open.json");
    }
}
