package io.gatehouse.provider.dns.ovh;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.dns.RequestPace;
import io.gatehouse.provider.dns.json.FailureReader.Failure;
import io.gatehouse.provider.dns.json.VendorAnswer;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorSettings;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the provider {@code ovh}, by the three keys of an application whose consumer key may {@code GET}, {@code POST} and
 * {@code DELETE} below {@code /domain/zone}.
 */
public final class OvhFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "ovh";

    /** By the names that OVHcloud's own clients have for them. */
    private static final Map<String, String> REGIONS = Map.of(
            "ovh-eu", "https://eu.api.ovh.com/1.0",
            "ovh-ca", "https://ca.api.ovh.com/1.0",
            "ovh-us", "https://api.us.ovhcloud.com/1.0");

    private static final Setting<Secret> APPLICATION_KEY =
            Setting.token("application-key", "the application's key").required().environment("OVH_APPLICATION_KEY");
    private static final Setting<Secret> APPLICATION_SECRET = Setting.token(
                    "application-secret", "the application's secret")
            .required()
            .environment("OVH_APPLICATION_SECRET");
    private static final Setting<Secret> CONSUMER_KEY = Setting.token(
                    "consumer-key", "a consumer key that may read and write /domain/zone/*")
            .required()
            .environment("OVH_CONSUMER_KEY");
    private static final VendorSettings COMMON = common();

    /** "Application key unknown", "consumer key unknown", "no consumer key", "signature wrong", "signed too long ago". */
    private static final Set<String> BAD_CREDENTIALS =
            Set.of("INVALID_KEY", "INVALID_CREDENTIAL", "NOT_CREDENTIAL", "INVALID_SIGNATURE", "QUERY_TIME_OUT");

    /** Used by the service loader. */
    public OvhFactory() {}

    private static VendorSettings common() {
        // OVHcloud tells no number; it answers 429 to who asks too often.
        VendorSettings usual = VendorSettings.of("https://eu.api.ovh.com/1.0", 10);
        Setting<URI> url = usual.endpoint();
        Setting<URI> endpoint = Setting.of(
                        url.name(),
                        "where the API is",
                        "ovh-eu, ovh-ca, ovh-us or " + url.form(),
                        text -> Settings.of(Map.of(url.name(), REGIONS.getOrDefault(text, text)))
                                .get(url))
                .byDefault("ovh-eu")
                .environment("OVH_ENDPOINT");
        return new VendorSettings(endpoint, usual.timeout(), usual.requests());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return COMMON.after(APPLICATION_KEY, APPLICATION_SECRET, CONSUMER_KEY);
    }

    @Override
    public DnsProvider create(Settings settings) {
        RequestPace pace = new RequestPace(settings.get(COMMON.requests()));
        VendorApi unsigned = VendorApi.builder(NAME, settings.get(COMMON.endpoint()))
                .limits(settings, COMMON)
                .pace(pace)
                .build();
        OvhSignature signature = new OvhSignature(
                settings.get(APPLICATION_KEY),
                settings.get(APPLICATION_SECRET),
                settings.get(CONSUMER_KEY),
                unsigned,
                Clock.systemUTC());
        VendorApi api = VendorApi.builder(NAME, settings.get(COMMON.endpoint()))
                .credentials(signature)
                .redacting(settings.get(APPLICATION_SECRET))
                .failures((answer, usual) -> failure(signature, answer, usual))
                .limits(settings, COMMON)
                .pace(pace)
                .build();
        return new OvhProvider(api);
    }

    private static Failure failure(OvhSignature signature, VendorAnswer answer, Failure usual) {
        if (!BAD_CREDENTIALS.contains(answer.json().text("errorCode"))) {
            return usual;
        }
        signature.forgetTime(); // It may be the time, whatever the status.
        return new Failure(Kind.BAD_CREDENTIALS, usual.words());
    }
}
