package io.gatehouse.provider.dns.cloudflare;

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
import java.util.Set;

/**
 * Makes the provider {@code cloudflare}, by an API token with the permissions <i>Zone: Read</i> and <i>DNS: Edit</i>. The account's
 * global key is not taken: it opens everything.
 */
public final class CloudflareFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "cloudflare";

    private static final Setting<Secret> TOKEN = Setting.token(
                    "api-token", "an API token with the permissions Zone Read and DNS Edit")
            .required()
            .environment("CLOUDFLARE_DNS_API_TOKEN", "CF_DNS_API_TOKEN");
    /** Cloudflare takes 1,200 requests in five minutes. */
    private static final VendorSettings COMMON =
            VendorSettings.of("https://api.cloudflare.com/client/v4", 4).endpointIn("CLOUDFLARE_BASE_URL");

    /** "Invalid request headers", "Invalid access token", "Authentication error". */
    private static final Set<Long> BAD_TOKEN = Set.of(6003L, 9109L, 10000L);

    /** Used by the service loader. */
    public CloudflareFactory() {}

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
                .failures(CloudflareFactory::failure)
                .limits(settings, COMMON)
                .build();
        return new CloudflareProvider(api);
    }

    private static Failure failure(VendorAnswer answer, Failure usual) {
        boolean isBadToken =
                answer.json().items("errors").stream().anyMatch(error -> BAD_TOKEN.contains(error.number("code")));
        return isBadToken ? new Failure(Kind.BAD_CREDENTIALS, usual.words()) : usual;
    }
}
