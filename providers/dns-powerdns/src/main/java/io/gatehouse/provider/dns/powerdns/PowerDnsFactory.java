package io.gatehouse.provider.dns.powerdns;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.provider.dns.json.Credentials;
import io.gatehouse.provider.dns.json.OwnServerSettings;
import io.gatehouse.provider.dns.json.VendorApi;
import java.util.List;

/**
 * Makes the provider {@code powerdns}, for an authoritative server whose API is switched on ({@code api=yes}, {@code api-key}).
 *
 * <p>The server raises a zone's serial after a change only as the zone's {@code SOA-EDIT-API} says: set it where secondaries
 * serve the zone. The server itself speaks no TLS; put a proxy before it, or stay on its machine.
 */
public final class PowerDnsFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "powerdns";

    private static final Setting<Secret> KEY = Setting.token("api-key", "what the server's setting api-key says")
            .required()
            .environment("PDNS_API_KEY");
    private static final Setting<String> SERVER_NAME = Setting.text(
                    "server-name", "what the API calls the server; the server itself says localhost")
            .byDefault("localhost")
            .environment("PDNS_SERVER_NAME");
    private static final OwnServerSettings COMMON =
            OwnServerSettings.of("where the server's API is, such as http://localhost:8081", "PDNS_API_URL");

    /** Used by the service loader. */
    public PowerDnsFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return COMMON.after(KEY, SERVER_NAME);
    }

    @Override
    public DnsProvider create(Settings settings) {
        VendorApi api = COMMON.api(NAME, settings)
                .credentials(Credentials.header("X-API-Key", "", settings.get(KEY)))
                .build();
        return new PowerDnsProvider(api, settings.get(SERVER_NAME));
    }
}
