package io.gatehouse.provider.dns.scaleway;

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

/** Makes the provider {@code scaleway}, by the secret key of an API key with the permission set <i>DomainsDNSFullAccess</i>. */
public final class ScalewayFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "scaleway";

    private static final Setting<Secret> SECRET_KEY = Setting.token(
                    "secret-key", "the secret key of an API key with the permission set DomainsDNSFullAccess")
            .required()
            .environment("SCW_SECRET_KEY", "SCALEWAY_API_TOKEN");
    /** Scaleway tells no limit, but has one; this is modest. */
    private static final VendorSettings COMMON = VendorSettings.of("https://api.scaleway.com/domain/v2beta1", 5);

    /** Used by the service loader. */
    public ScalewayFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return COMMON.after(SECRET_KEY);
    }

    @Override
    public DnsProvider create(Settings settings) {
        VendorApi api = VendorApi.builder(NAME, settings.get(COMMON.endpoint()))
                .credentials(Credentials.header("X-Auth-Token", "", settings.get(SECRET_KEY)))
                .failures(ScalewayFactory::failure)
                .limits(settings, COMMON)
                .build();
        return new ScalewayProvider(api);
    }

    /** A zone that the account does not have is 404, or 403 with the words "domain not found" or "subdomain not found". */
    private static Failure failure(VendorAnswer answer, Failure usual) {
        boolean isMissing = answer.status() == 403 && usual.words().endsWith("domain not found");
        return isMissing ? new Failure(Kind.NO_SUCH_ZONE, usual.words()) : usual;
    }
}
