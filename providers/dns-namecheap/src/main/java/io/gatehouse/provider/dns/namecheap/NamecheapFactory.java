package io.gatehouse.provider.dns.namecheap;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.dns.RequestRate;
import io.gatehouse.provider.dns.json.VendorApi;
import io.gatehouse.provider.dns.json.VendorSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Makes the provider {@code namecheap}, for an account whose access to the API is switched on and allows this machine's address.
 *
 * <p>The API replaces all records of a domain at once and knows no condition: whoever else edits the domain within the same
 * moment, in the web pages or by another process, may lose a change. A domain with records that the API cannot write back as
 * they are is not written to.
 */
public final class NamecheapFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "namecheap";

    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");

    private static final Setting<Secret> API_USER =
            Setting.token("api-user", "the account's name").required().environment("NAMECHEAP_API_USER");
    private static final Setting<Secret> API_KEY =
            Setting.token("api-key", "the account's API key").required().environment("NAMECHEAP_API_KEY");
    private static final Setting<String> CLIENT_IP = Setting.of(
                    "client-ip",
                    "the address from which Namecheap sees this machine, as it stands in the list of those it allows",
                    "an IPv4 address",
                    NamecheapFactory::address)
            .required();
    /** A batch makes two requests to a domain. */
    private static final VendorSettings COMMON = VendorSettings.of(
            "https://api.namecheap.com/xml.response",
            RequestRate.perMinute(20),
            new RequestRate(700, Duration.ofHours(1)),
            new RequestRate(8_000, Duration.ofDays(1)));

    /** Used by the service loader. */
    public NamecheapFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return COMMON.after(API_USER, API_KEY, CLIENT_IP);
    }

    @Override
    public DnsProvider create(Settings settings) {
        VendorApi api = VendorApi.builder(NAME, settings.get(COMMON.endpoint()))
                .redacting(settings.get(API_KEY))
                .failures(NamecheapErrors::failure)
                .limits(settings, COMMON)
                .build();
        Secret user = settings.get(API_USER);
        Secret key = settings.get(API_KEY);
        String address = settings.get(CLIENT_IP);
        NamecheapApi namecheap = new NamecheapApi(api, () -> {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("ApiUser", user.exposeText());
            fields.put("UserName", user.exposeText());
            fields.put("ApiKey", key.exposeText());
            fields.put("ClientIp", address);
            return fields;
        });
        return new NamecheapProvider(namecheap);
    }

    private static String address(String text) {
        if (!IPV4.matcher(text).matches()) {
            throw new IllegalArgumentException("No IPv4 address");
        }
        return text;
    }
}
