package io.gatehouse.provider.dns.http;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.provider.dns.json.Credentials;
import io.gatehouse.provider.dns.json.OwnServerSettings;
import io.gatehouse.provider.dns.json.VendorApiBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Makes the provider {@code http}, which has a server of the user's write the records, by the contract of lego's provider
 * {@code httpreq}: {@code POST /present} and {@code POST /cleanup} with {@code {"fqdn": "_acme-challenge.example.org.", "value":
 * "..."}}.
 *
 * <p>lego's mode RAW is refused: it hands over a key authorization, of which a DNS provider sees only the digest.
 */
public final class HttpProviderFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "http";

    private static final Setting<String> USERNAME =
            Setting.text("username", "who asks, if the server wants to know").environment("HTTPREQ_USERNAME");
    private static final Setting<Secret> PASSWORD =
            Setting.secret("password", "the user's password").environment("HTTPREQ_PASSWORD");
    private static final Setting<String> MODE = Setting.of(
                    "mode",
                    "what is sent",
                    "default; lego's RAW needs what no DNS provider is told",
                    HttpProviderFactory::mode)
            .byDefault("default")
            .environment("HTTPREQ_MODE");
    private static final OwnServerSettings COMMON =
            OwnServerSettings.of("what comes before /present and /cleanup", "HTTPREQ_ENDPOINT");

    /** Used by the service loader. */
    public HttpProviderFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return COMMON.after(USERNAME, PASSWORD, MODE);
    }

    @Override
    public DnsProvider create(Settings settings) {
        Optional<String> username = settings.find(USERNAME);
        Optional<Secret> password = settings.find(PASSWORD);
        if (username.isPresent() != password.isPresent()) {
            throw settings.invalid(
                    username.isPresent() ? PASSWORD : USERNAME,
                    "is missing; give both or none of username and password");
        }
        VendorApiBuilder api = COMMON.api(NAME, settings);
        username.ifPresent(user -> authorize(api, user, password.orElseThrow()));
        return new HttpProvider(api.build());
    }

    /** RFC 7617. */
    private static void authorize(VendorApiBuilder api, String username, Secret password) {
        byte[] pair = (username + ":" + password.exposeText()).getBytes(StandardCharsets.UTF_8);
        Secret basic = Secret.ofText(Base64.getEncoder().encodeToString(pair));
        api.credentials(Credentials.header("Authorization", "Basic ", basic)).redacting(password);
    }

    private static String mode(String text) {
        if (!text.equals("default")) {
            throw new IllegalArgumentException("Another mode");
        }
        return text;
    }
}
