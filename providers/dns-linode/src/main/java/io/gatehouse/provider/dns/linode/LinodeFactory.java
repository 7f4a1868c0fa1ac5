package io.gatehouse.provider.dns.linode;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.dns.RequestRate;
import io.gatehouse.provider.dns.json.Credentials;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorSettings;
import java.util.List;

/** Makes the provider {@code linode}, by a personal access token with the scope <i>Domains: Read/Write</i>. */
public final class LinodeFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "linode";

    private static final Setting<Secret> TOKEN = Setting.token(
                    "token", "a personal access token with the scope Domains: Read/Write")
            .required()
            .environment("LINODE_TOKEN");
    /** Linode takes 100 requests a minute for lists, which most of ours are, and eight times as many of others. */
    private static final VendorSettings COMMON =
            VendorSettings.of("https://api.linode.com/v4", RequestRate.perMinute(100));

    /** Used by the service loader. */
    public LinodeFactory() {}

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
        return new LinodeProvider(api);
    }
}
