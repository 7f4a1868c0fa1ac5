package io.gatehouse.provider.dns.gandi;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.provider.dns.json.Credentials;
import io.gatehouse.provider.dns.json.FailureReader.Failure;
import io.gatehouse.provider.dns.json.VendorAnswer;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorSettings;
import java.util.List;

/**
 * Makes the provider {@code gandi}, by a personal access token with the permission <i>Manage domain name technical
 * configurations</i>. API keys, which Gandi has deprecated, are not taken: they open everything.
 *
 * <p>LiveDNS replaces all values at a name and knows no condition: two processes that write one name within the same moment can
 * lose a value.
 */
public final class GandiFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "gandi";

    private static final int FORBIDDEN = 403;

    private static final Setting<Secret> TOKEN = Setting.token(
                    "personal-access-token",
                    "a personal access token that may manage the technical configurations of domain names")
            .required()
            .environment("GANDIV5_PERSONAL_ACCESS_TOKEN");
    /** Gandi takes 1,000 requests a minute from one IP address. */
    private static final VendorSettings COMMON = VendorSettings.of("https://api.gandi.net/v5/livedns", 16);

    /** Used by the service loader. */
    public GandiFactory() {}

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
                .failures(GandiFactory::failure)
                .credentials(Credentials.header("Authorization", "Bearer ", settings.get(TOKEN)))
                .limits(settings, COMMON)
                .build();
        return new GandiProvider(api);
    }

    /** Gandi answers 401 to keys and 403 to a token that it does not know, that is out of date or may not do this. */
    private static Failure failure(VendorAnswer answer, Failure usual) {
        return answer.status() == FORBIDDEN ? new Failure(Kind.BAD_CREDENTIALS, usual.words()) : usual;
    }
}
