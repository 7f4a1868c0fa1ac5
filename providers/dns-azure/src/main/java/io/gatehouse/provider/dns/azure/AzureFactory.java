package io.gatehouse.provider.dns.azure;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.provider.dns.json.Credentials;
import io.gatehouse.provider.dns.json.FailureReader.Failure;
import io.gatehouse.provider.dns.json.TokenCredentials;
import io.gatehouse.provider.dns.json.VendorAnswer;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorRequest;
import io.gatehouse.provider.dns.json.VendorSettings;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Makes the provider {@code azure}, by the client secret of an application in Microsoft Entra that has the role <i>DNS Zone
 * Contributor</i> on a resource group, for the public zones of that group. A cloud of its own, such as that of the US government,
 * takes its {@code endpoint} and {@code login-endpoint}.
 */
public final class AzureFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "azure";

    private static final String API_VERSION = "2018-05-01";

    private static final Setting<String> TENANT = Setting.text("tenant-id", "the directory that has the application")
            .required()
            .environment("AZURE_TENANT_ID");
    private static final Setting<String> CLIENT =
            Setting.text("client-id", "the application").required().environment("AZURE_CLIENT_ID");
    private static final Setting<Secret> CLIENT_SECRET = Setting.token("client-secret", "one of its client secrets")
            .required()
            .environment("AZURE_CLIENT_SECRET");
    private static final Setting<String> SUBSCRIPTION = Setting.text("subscription-id", "the subscription of the zones")
            .required()
            .environment("AZURE_SUBSCRIPTION_ID");
    private static final Setting<String> GROUP = Setting.text("resource-group", "the resource group of the zones")
            .required()
            .environment("AZURE_RESOURCE_GROUP");
    private static final Setting<URI> LOGIN = Setting.secureUrl("login-endpoint", "where tokens are given")
            .byDefault("https://login.microsoftonline.com")
            .environment("AZURE_AUTHORITY_HOST");
    /** Azure DNS takes five hundred reads in five minutes, and each write follows a read. */
    private static final VendorSettings COMMON = VendorSettings.of("https://management.azure.com", 3);

    /** Used by the service loader. */
    public AzureFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return COMMON.after(TENANT, CLIENT, CLIENT_SECRET, SUBSCRIPTION, GROUP, LOGIN);
    }

    @Override
    public DnsProvider create(Settings settings) {
        VendorApi api = VendorApi.builder(NAME, settings.get(COMMON.endpoint()))
                .credentials(credentials(settings))
                .failures(AzureFactory::failure)
                .limits(settings, COMMON)
                .build();
        VendorRequest zones = api.at("subscriptions", settings.get(SUBSCRIPTION))
                .at("resourceGroups", settings.get(GROUP))
                .at("providers", "Microsoft.Network", "dnsZones")
                .query("api-version", API_VERSION);
        return new AzureProvider(api, zones);
    }

    private static Credentials credentials(Settings settings) {
        Secret secret = settings.get(CLIENT_SECRET);
        VendorApi login = TokenCredentials.endpoint(NAME, settings.get(LOGIN))
                .redacting(secret)
                .timeout(settings.get(COMMON.timeout()))
                .build();
        String client = settings.get(CLIENT);
        String scope = settings.get(COMMON.endpoint()).toString().replaceFirst("/$", "") + "/.default";
        return new TokenCredentials(
                login.at(settings.get(TENANT), "oauth2", "v2.0", "token"),
                () -> Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        client,
                        "client_secret",
                        secret.exposeText(),
                        "scope",
                        scope),
                Clock.systemUTC());
    }

    private static Failure failure(VendorAnswer answer, Failure usual) {
        boolean isLocked = answer.json()
                .find("error")
                .flatMap(error -> error.findText("code"))
                .filter("ScopeLocked"::equals)
                .isPresent();
        // Told by 409, but no other writer stands behind it: an owner locked the zone.
        return isLocked ? new Failure(Kind.REFUSED, usual.words()) : usual;
    }
}
