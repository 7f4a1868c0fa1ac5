package io.gatehouse.provider.dns.digitalocean;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.dns.RequestRate;
import io.gatehouse.provider.dns.json.Credentials;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorSettings;
import java.time.Duration;
import java.util.List;

/**
 * Makes the provider {@code digitalocean}, by a personal access token with the scopes {@code domain:read}, {@code domain:create}
 * and {@code domain:delete}.
 */
public final class DigitalOceanFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "digitalocean";

    private static final Setting<Secret> TOKEN = Setting.token(
                    "auth-token", "a personal access token that may read, create and delete in domains")
            .required()
            .environment("DO_AUTH_TOKEN");
    /** DigitalOcean's own limits. Whoever sets DO_API_URL leaves the API's version out of it. */
    private static final VendorSettings COMMON = VendorSettings.of(
                    "https://api.digitalocean.com",
                    RequestRate.perMinute(250),
                    new RequestRate(5_000, Duration.ofHours(1)))
            .endpointIn("DO_API_URL");

    /** Used by the service loader. */
    public DigitalOceanFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return COMMON.after(TOKEN);
    }

    @Override
    public DnsProvider create(Settings settings) {
        VendorApi api = VendorApi.builder(NAME, settings.get(COMMON.endpoint()))
                .credentials(Credentials.header("Authorization", "Bearer ", settings.get(TOKEN)))
                .limits(settings, COMMON)
                .build();
        return new DigitalOceanProvider(api);
    }
}
