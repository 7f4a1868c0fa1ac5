// region factory
package com.example.dns;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.provider.dns.json.Credentials;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorSettings;
import java.util.List;

/** Makes the provider {@code office}, for the DNS service of our office. */
public final class OfficeDnsFactory implements DnsProviderFactory {
    private static final Setting<Secret> TOKEN =
            Setting.token("token", "a token from the office's portal").required().environment("OFFICE_DNS_TOKEN");
    private static final VendorSettings COMMON = VendorSettings.of("https://dns.office.example/api", 20);

    @Override
    public String name() {
        return "office";
    }

    @Override
    public List<Setting<?>> settings() {
        return COMMON.after(TOKEN);
    }

    @Override
    public DnsProvider create(Settings settings) {
        return new OfficeDns(VendorApi.builder(name(), settings.get(COMMON.endpoint()))
                .credentials(Credentials.header("X-Token", "", settings.get(TOKEN)))
                .limits(settings, COMMON)
                .build());
    }
}
// end
