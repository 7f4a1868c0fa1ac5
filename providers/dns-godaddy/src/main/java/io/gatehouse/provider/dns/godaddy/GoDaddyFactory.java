package io.gatehouse.provider.dns.godaddy;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.provider.dns.json.Credentials;
import io.gatehouse.provider.dns.json.FailureReader.Failure;
import io.gatehouse.provider.dns.json.VendorAnswer;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Makes the provider {@code godaddy}, by the key and the secret of a production API key. GoDaddy takes them only of accounts that
 * have enough domains, and refuses others.
 */
public final class GoDaddyFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "godaddy";

    private static final Setting<Secret> KEY =
            Setting.token("api-key", "the key of an API key").required().environment("GODADDY_API_KEY");
    private static final Setting<Secret> SECRET =
            Setting.token("api-secret", "its secret").required().environment("GODADDY_API_SECRET");
    /** GoDaddy takes sixty requests in a minute. */
    private static final VendorSettings COMMON = VendorSettings.of("https://api.godaddy.com/v1", 1);

    private static final long LONGEST_WAIT_SECONDS = Duration.ofDays(1).toSeconds();

    /** Used by the service loader. */
    public GoDaddyFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return COMMON.after(KEY, SECRET);
    }

    @Override
    public DnsProvider create(Settings settings) {
        Secret secret = settings.get(SECRET);
        String beforeSecret = "sso-key " + settings.get(KEY).exposeText() + ":";
        VendorApi api = VendorApi.builder(NAME, settings.get(COMMON.endpoint()))
                .credentials(Credentials.header("Authorization", beforeSecret, secret))
                .redacting(secret)
                .failures(GoDaddyFactory::failure)
                .limits(settings, COMMON)
                .build();
        return new GoDaddyProvider(api);
    }

    /** The time to wait stands in the body. */
    private static Failure failure(VendorAnswer answer, Failure usual) {
        Optional<Duration> retryAfter = answer.json()
                .find("retryAfterSec")
                .map(seconds -> Duration.ofSeconds(Math.min(Math.max(seconds.number(), 0), LONGEST_WAIT_SECONDS)));
        return new Failure(usual.kind(), usual.words(), retryAfter);
    }
}
