package io.gatehouse.dns;

import io.gatehouse.core.spi.ProviderLookup;
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
     * @throws io.gatehouse.core.InvalidModelException if a setting is missing, empty, unknown or makes no sense; it names
     *     every such setting
     */
    public static DnsProvider named(String name, DnsProviderSettings settings) {
        ServiceLoader<DnsProviderFactory> found = ServiceLoader.load(DnsProviderFactory.class);
        return of(ProviderLookup.byName("DNS provider", found, DnsProviderFactory::name, name), settings);
    }

    /**
     * Makes the provider that bears the name, from settings in text.
     *
     * @see #named(String, DnsProviderSettings)
     */
    public static DnsProvider named(String name, Map<String, String> settings) {
        return named(name, DnsProviderSettings.of(settings));
    }

    /**
     * Makes a provider from a factory in hand, with the same check of its settings.
     *
     * @throws io.gatehouse.core.InvalidModelException if a setting is missing, empty, unknown or makes no sense
     */
    public static DnsProvider of(DnsProviderFactory factory, DnsProviderSettings settings) {
        return factory.create(settings.checkedFor(factory));
    }
}
