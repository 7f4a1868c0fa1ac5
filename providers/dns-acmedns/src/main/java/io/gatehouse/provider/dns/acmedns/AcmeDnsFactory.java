package io.gatehouse.provider.dns.acmedns;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.provider.dns.json.OwnServerSettings;
import io.gatehouse.provider.dns.json.VendorApiBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Makes the provider {@code acmedns}, for names that lead to joohoi's acme-dns by a CNAME and are registered there. It registers
 * none itself: the CNAME is made once and by hand, and names the account for good.
 *
 * <p>acme-dns keeps two values at a name, of which a new one takes the place of the older, and takes none away.
 */
public final class AcmeDnsFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "acmedns";

    private static final Setting<Secret> ACCOUNTS = Setting.ofSecret(
            "accounts",
            "what acme-dns answered to each registration",
            "a JSON object as in the storage file of lego and acme-dns-client: for each domain an object with fulldomain,"
                    + " subdomain, username and password",
            accounts -> {
                AcmeDnsAccounts.parse(accounts);
                return accounts;
            });
    private static final Setting<Path> ACCOUNTS_FILE = Setting.path(
                    "accounts-file", "the storage file of lego or acme-dns-client, which its owner alone can read")
            .environment("ACME_DNS_STORAGE_PATH");
    private static final OwnServerSettings COMMON =
            OwnServerSettings.of("where acme-dns is, such as https://auth.example.org", "ACME_DNS_API_BASE");

    /** Used by the service loader. */
    public AcmeDnsFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return COMMON.after(ACCOUNTS, ACCOUNTS_FILE);
    }

    @Override
    public DnsProvider create(Settings settings) {
        AcmeDnsAccounts accounts = accounts(settings);
        VendorApiBuilder api = COMMON.api(NAME, settings);
        accounts.all().forEach(account -> api.redacting(account.password()));
        return new AcmeDnsProvider(accounts, api.build());
    }

    private static AcmeDnsAccounts accounts(Settings settings) {
        Optional<Secret> given = settings.find(ACCOUNTS);
        Optional<Path> file = settings.find(ACCOUNTS_FILE);
        if (given.isPresent() == file.isPresent()) {
            throw settings.invalid(
                    ACCOUNTS,
                    given.isPresent()
                            ? "contradicts accounts-file; leave one of them out"
                            : "is missing; give it, or name the accounts-file");
        }
        if (given.isPresent()) {
            return AcmeDnsAccounts.parse(given.get());
        }
        try (Secret read = SecureFiles.readSecret(file.get())) {
            return AcmeDnsAccounts.parse(read);
        } catch (GatehouseException e) {
            throw settings.invalid(ACCOUNTS_FILE, "cannot be used: " + e.getMessage());
        }
    }
}
