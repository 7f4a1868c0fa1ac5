package io.gatehouse.provider.dns.ionos;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.provider.dns.json.Credentials;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorSettings;
import java.util.List;

/**
 * Makes the provider {@code ionos}, by an API key of the developer portal (developer.hosting.ionos.com). It is for domains at
 * IONOS hosting; zones of IONOS Cloud DNS are of another API.
 */
public final class IonosFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "ionos";

    private static final Setting<Secret> KEY = Setting.token(
                    "api-key", "an API key: its public prefix, a dot, and its secret")
            .required()
            .environment("IONOS_API_KEY");
    /** IONOS refuses what is too often, and does not say how often that is. */
    private static final VendorSettings COMMON = VendorSettings.of("https://api.hosting.ionos.com/dns/v1", 5);

    /** Used by the service loader. */
    public IonosFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return COMMON.after(KEY);
    }

    @Override
    public DnsProvider create(Settings settings) {
        VendorApi api = VendorApi.builder(NAME, settings.get(COMMON.endpoint()))
                .credentials(Credentials.header("X-API-Key", "", settings.get(KEY)))
                .limits(settings, COMMON)
                .build();
        return new IonosProvider(api);
    }
}
