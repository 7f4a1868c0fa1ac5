package io.gatehouse.provider.dns.rfc2136;

import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.dns.DnsZone;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
    private static final int DNS_PORT = 53;

    private static final Setting<InetSocketAddress> SERVER = Setting.address(
                    "server", "the primary name server", DNS_PORT)
            .required()
            .environment("RFC2136_NAMESERVER");
    private static final Setting<Name> KEY = Setting.of(
                    "tsig-key",
                    "the name of the TSIG key, unless insecure-without-tsig",
                    "a domain name",
                    Rfc2136ProviderFactory::keyName)
            .environment("RFC2136_TSIG_KEY");
    private static final Setting<byte[]> SECRET = Setting.ofSecret(
                    "tsig-secret",
                    "the secret of the TSIG key, unless insecure-without-tsig",
                    "Base64, as in the key's statement",
                    Base64Secret::decode)
            .environment("RFC2136_TSIG_SECRET");
    private static final Setting<Name> ALGORITHM = Setting.of(
                    "tsig-algorithm",
                    "the algorithm of the TSIG key",
                    "hmac-sha256, hmac-sha384 or hmac-sha512",
                    Rfc2136ProviderFactory::algorithm)
            .byDefault("hmac-sha256")
            .environment("RFC2136_TSIG_ALGORITHM");
    private static final Setting<List<DnsZone>> ZONES = Setting.of(
            "zones",
            "the zones the key may write",
            "their names with commas between them",
            Rfc2136ProviderFactory::zones);
    /** Long enough for a primary that writes its journal to a slow disk; short enough to notice a dead one. */
    private static final Setting<Duration> TIMEOUT =
            Setting.duration("timeout", "how long to wait for an answer").byDefault("10s");

    private static final Setting<Boolean> UNSIGNED = Setting.flag(
            "insecure-without-tsig", "send updates that are not signed, for a server that goes by address");

    /** Used by the service loader. */
    public Rfc2136ProviderFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(SERVER, KEY, SECRET, ALGORITHM, ZONES, TIMEOUT, UNSIGNED);
    }

    @Override
    public DnsProvider create(Settings settings) {
        InetSocketAddress server = settings.get(SERVER);
        TSIG key = key(settings);
        if (key == null) {
            LOG.warn("DNS updates to {} are not signed: anybody who can forge an address can change the zone", server);
        }
        return new Rfc2136Provider(
                new UpdateClient(server, key, settings.get(TIMEOUT)),
                settings.find(ZONES).orElse(List.of()));
    }

    private static @Nullable TSIG key(Settings settings) {
        Optional<Name> name = settings.find(KEY);
        Optional<byte[]> secret = settings.find(SECRET);
        if (settings.get(UNSIGNED)) {
            if (name.isPresent() || secret.isPresent()) {
                throw settings.invalid(UNSIGNED, "contradicts tsig-key; leave one of them out");
            }
            return null;
        }
        return new TSIG(
                settings.get(ALGORITHM),
                name.orElseThrow(() -> settings.invalid(KEY, "is missing; give " + KEY.meaning())),
                secret.orElseThrow(() -> settings.invalid(SECRET, "is missing; give " + SECRET.meaning())));
    }

    private static Name keyName(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Name algorithm(String text) {
        // lego's users write it as the domain name that it is on the wire.
        String written = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return Stream.of(TSIG.HMAC_SHA256, TSIG.HMAC_SHA384, TSIG.HMAC_SHA512)
                .filter(name -> name.toString(true).equals(written))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Not one of the algorithms"));
    }

    private static List<DnsZone> zones(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(DnsZone::of)
                .toList();
    }
}
