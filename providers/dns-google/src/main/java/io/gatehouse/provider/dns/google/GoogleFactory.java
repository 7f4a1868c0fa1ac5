package io.gatehouse.provider.dns.google;

import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.provider.dns.json.Credentials;
import io.gatehouse.provider.dns.json.FailureReader.Failure;
import io.gatehouse.provider.dns.json.Json;
import io.gatehouse.provider.dns.json.TokenCredentials;
import io.gatehouse.provider.dns.json.VendorAnswer;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the provider {@code google}, by the key of a service account with the role <i>DNS Administrator</i>, for the public zones
 * of one project.
 */
public final class GoogleFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "google";

    private static final Setting<ServiceAccount> ACCOUNT = Setting.ofSecret(
                    "service-account",
                    "the key of a service account with the role DNS Administrator",
                    "the JSON that Google's console gave for the key, whole",
                    ServiceAccount::parse)
            .required()
            .environment("GCE_SERVICE_ACCOUNT");
    private static final Setting<String> PROJECT = Setting.text(
                    "project", "the project of the zones, if it is not that of the service account")
            .environment("GCE_PROJECT");
    /** Google shows a project its quota, so many requests in a minute, in the console alone; this is three hundred of them. */
    private static final VendorSettings COMMON = VendorSettings.of("https://dns.googleapis.com/dns/v1", 5);

    private static final Set<String> TOO_MANY = Set.of("rateLimitExceeded", "userRateLimitExceeded");

    private final Clock clock;

    /** Used by the service loader. */
    public GoogleFactory() {
        this(Clock.systemUTC());
    }

    GoogleFactory(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return COMMON.after(ACCOUNT, PROJECT);
    }

    @Override
    public DnsProvider create(Settings settings) {
        ServiceAccount account = settings.get(ACCOUNT);
        String project = settings.find(PROJECT)
                .or(account::project)
                .orElseThrow(() -> settings.invalid(PROJECT, "is missing, and the service account names none"));
        VendorApi api = VendorApi.builder(NAME, settings.get(COMMON.endpoint()))
                .credentials(credentials(account, settings.get(COMMON.timeout())))
                .failures(GoogleFactory::failure)
                .limits(settings, COMMON)
                .build();
        return new GoogleProvider(api, project);
    }

    private Credentials credentials(ServiceAccount account, Duration timeout) {
        VendorApi tokens = TokenCredentials.endpoint(NAME, account.tokenUri())
                .timeout(timeout)
                .build();
        return new TokenCredentials(
                tokens.at(),
                () -> Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "assertion",
                        account.assertion(clock.instant())),
                clock);
    }

    private static Failure failure(VendorAnswer answer, Failure usual) {
        if (usual.kind() == Kind.NO_SUCH_ZONE && usual.words().contains("'entity.change.")) {
            // Not the zone is missing, but the RRset that was to be replaced: another writer took it away.
            return new Failure(Kind.CONFLICT, usual.words());
        }
        List<Json> errors = answer.json().get("error").items("errors");
        boolean isTooMany = errors.stream().anyMatch(error -> TOO_MANY.contains(error.text("reason")));
        return isTooMany ? new Failure(Kind.RATE_LIMITED, usual.words()) : usual;
    }
}
