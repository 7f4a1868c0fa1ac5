package io.gatehouse.provider.dns.hetzner;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.dns.RequestRate;
import io.gatehouse.provider.dns.json.Credentials;
import io.gatehouse.provider.dns.json.FailureReader.Failure;
import io.gatehouse.provider.dns.json.VendorAnswer;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorSettings;
import java.time.Duration;
import java.util.List;

/**
 * Makes the provider {@code hetzner}, by an API token of the project at the Hetzner Console that holds the zones, with the
 * permissions <i>Read &amp; Write</i>. Tokens and zones of the former DNS Console (dns.hetzner.com) are of another API.
 */
public final class HetznerFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "hetzner";

    private static final Setting<Secret> TOKEN = Setting.token(
                    "api-token",
                    "an API token of the project in the Hetzner Console, with the permissions Read & Write")
            .required()
            .environment("HETZNER_API_TOKEN", "HCLOUD_TOKEN");
    /** Hetzner takes 3,600 requests an hour, at any speed: ten a second are polite. */
    private static final VendorSettings COMMON = VendorSettings.of(
                    "https://api.hetzner.cloud/v1",
                    RequestRate.perSecond(10),
                    new RequestRate(3_600, Duration.ofHours(1)))
            .endpointIn("HCLOUD_ENDPOINT");

    /** Used by the service loader. */
    public HetznerFactory() {}

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
                .failures(HetznerFactory::failure)
                .limits(settings, COMMON)
                .build();
        return new HetznerProvider(api);
    }

    private static Failure failure(VendorAnswer answer, Failure usual) {
        Kind kind = switch (answer.json().get("error").text("code")) {
            case "token_readonly", "deprecated_api_endpoint" -> Kind.REFUSED;
            case "maintenance", "service_error" -> Kind.SERVER_FAILED;
            case "locked" -> Kind.CONFLICT; // Another change of the zone is under way.
            default -> usual.kind();
        };
        return new Failure(kind, usual.words());
    }
}
