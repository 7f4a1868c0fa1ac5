package io.gatehouse.dns;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.spi.ProviderLookup;
import io.gatehouse.core.spi.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Finds DNS providers by name.
 *
 * <pre>{@code
 * DnsProvider dns = DnsProviders.named("rfc2136", Map.of(
 *         "server", "ns1.example.org", "tsig-key", "acme", "tsig-secret", secret));
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class DnsProviders {
    private DnsProviders() {}

    /**
     * Makes the provider that bears the name.
     *
     * @throws io.gatehouse.core.spi.ProviderLookupException if no provider on the class or module path bears the name, or
     *     two do; it lists what was found
     * @throws InvalidModelException if a setting is missing, empty, unknown or makes no sense; it names every such setting
     */
    public static DnsProvider named(String name, Settings settings) {
        return of(factory(name), settings);
    }

    /**
     * Makes the provider that bears the name, from settings in text.
     *
     * @see #named(String, Settings)
     */
    public static DnsProvider named(String name, Map<String, String> settings) {
        return named(name, Settings.of(settings));
    }

    /**
     * Makes the provider that bears the name, from the variables that the vendor's users know: those in the documentation of
     * the provider. Others in the environment do not matter.
     *
     * @param environment such as {@link System#getenv()}
     * @see #named(String, Settings)
     */
    public static DnsProvider fromEnvironment(String name, Map<String, String> environment) {
        DnsProviderFactory factory = factory(name);
        return of(factory, Settings.inEnvironment(factory.settings(), environment));
    }

    /**
     * Makes the provider that a URI names by its scheme, with settings in the query: {@code
     * rfc2136:?server=ns1.example.org&tsig-key=acme}.
     *
     * @param more settings beside those in the URI: secrets, which a URI must not hold
     * @throws InvalidModelException also if the text is no such URI, or holds a secret
     * @see #named(String, Settings)
     */
    public static DnsProvider at(String uri, Settings more) {
        URI parsed = parse(uri);
        DnsProviderFactory factory = factory(parsed.getScheme());
        return of(factory, Settings.inQuery(factory.settings(), parsed).with(more));
    }

    /** The text is not quoted: it may hold a secret all the same. */
    private static URI parse(String uri) {
        try {
            URI parsed = new URI(uri.strip());
            if (parsed.isOpaque()
                    && parsed.getRawSchemeSpecificPart().startsWith("?")
                    && parsed.getFragment() == null) {
                return parsed;
            }
        } catch (URISyntaxException e) {
            // Told below; the parser's own words quote the text.
        }
        throw new InvalidModelException(
                "URI of a DNS provider",
                List.of(new Problem("uri", "is not of the form name:?setting=value&setting=value")));
    }

    /**
     * Makes a provider from a factory in hand, with the same check of its settings.
     *
     * @throws InvalidModelException if a setting is missing, empty, unknown or makes no sense
     */
    public static DnsProvider of(DnsProviderFactory factory, Settings settings) {
        return factory.create(settings.checkedFor("DNS provider " + factory.name(), factory.settings()));
    }

    private static DnsProviderFactory factory(String name) {
        ServiceLoader<DnsProviderFactory> found = ServiceLoader.load(DnsProviderFactory.class);
        return ProviderLookup.byName("DNS provider", found, DnsProviderFactory::name, name);
    }
}
