package io.gatehouse.provider.dns.rfc2136;

import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Secret;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.dns.DnsProviderSettings;
import io.gatehouse.dns.DnsSetting;
import io.gatehouse.dns.DnsZone;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/**
 * Makes the provider {@code rfc2136}.
 *
 * <p>It signs with TSIG. The server's answer is believed only if it is signed with the same key. The one way to do
 * without a key is the setting {@code insecure-without-tsig}, for a server that allows updates by address alone.
 */
public final class Rfc2136ProviderFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "rfc2136";

    private static final Logger LOG = LoggerFactory.getLogger(Rfc2136ProviderFactory.class);

    /** Long enough for a primary that writes its journal to a slow disk; short enough to notice a dead one. */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
    private static final Map<String, Name> ALGORITHMS = Map.of(
            "hmac-sha256", TSIG.HMAC_SHA256,
            "hmac-sha384", TSIG.HMAC_SHA384,
            "hmac-sha512", TSIG.HMAC_SHA512);

    /** Used by the service loader. */
    public Rfc2136ProviderFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<DnsSetting> settings() {
        return List.of(
                DnsSetting.required("server", "the primary name server as host, host:port or [IPv6]:port"),
                DnsSetting.optional("tsig-key", "the name of the TSIG key"),
                DnsSetting.optional("tsig-secret", "the secret of the TSIG key in Base64"),
                DnsSetting.optional("tsig-algorithm", "hmac-sha256 (the default), hmac-sha384 or hmac-sha512"),
                DnsSetting.optional("zones", "the zones the key may write, with commas between them"),
                DnsSetting.optional("timeout", "how long to wait for an answer (10s)"),
                DnsSetting.optional("insecure-without-tsig", "true to send unsigned updates"));
    }

    @Override
    public DnsProvider create(DnsProviderSettings settings) {
        ServerAddress server = ServerAddress.parse(settings.required("server"))
                .orElseThrow(() -> settings.invalid(
                        "server", "is \"" + settings.required("server") + "\"; write host, host:port or [IPv6]:port"));
        TSIG key = key(settings);
        if (key == null) {
            LOG.warn("DNS updates to {} are not signed: anybody who can forge an address can change the zone", server);
        }
        Duration timeout = settings.duration("timeout", DEFAULT_TIMEOUT);
        return new Rfc2136Provider(new UpdateClient(server, key, timeout), zones(settings));
    }

    private static @Nullable TSIG key(DnsProviderSettings settings) {
        Optional<String> keyName = settings.optional("tsig-key");
        Optional<Secret> secret = settings.optionalSecret("tsig-secret");
        if (settings.flag("insecure-without-tsig")) {
            if (keyName.isPresent() || secret.isPresent()) {
                throw settings.invalid("insecure-without-tsig", "contradicts tsig-key; leave one of them out");
            }
            return null;
        }
        Name name = keyName.map(text -> keyName(settings, text))
                .orElseThrow(() -> settings.invalid("tsig-key", "is missing; give the name of the TSIG key"));
        byte[] bytes = secret.flatMap(Base64Secret::decode)
                .orElseThrow(() -> settings.invalid(
                        "tsig-secret", "is missing or not Base64; copy it from the key's \"secret\" statement"));
        return new TSIG(algorithm(settings), name, bytes);
    }

    private static Name keyName(DnsProviderSettings settings, String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw settings.invalid("tsig-key", "is \"" + text + "\", which is no domain name: " + e.getMessage());
        }
    }

    private static Name algorithm(DnsProviderSettings settings) {
        String text = settings.optional("tsig-algorithm").orElse("hmac-sha256");
        Name algorithm = ALGORITHMS.get(text);
        if (algorithm == null) {
            throw settings.invalid(
                    "tsig-algorithm", "is \"" + text + "\"; write hmac-sha256, hmac-sha384 or hmac-sha512");
        }
        return algorithm;
    }

    private static List<DnsZone> zones(DnsProviderSettings settings) {
        try {
            return settings.optional("zones").stream()
                    .flatMap(COMMA::splitAsStream)
                    .map(DnsZone::of)
                    .toList();
        } catch (InvalidNameException e) {
            throw settings.invalid("zones", e.getMessage() == null ? "holds an illegal name" : e.getMessage());
        }
    }
}
