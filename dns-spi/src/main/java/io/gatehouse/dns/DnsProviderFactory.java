package io.gatehouse.dns;

import java.util.List;

/**
 * Makes providers of one kind. Declared as a service ({@code provides} in the module descriptor and a file under
 * {@code META-INF/services}) so that {@link DnsProviders} finds it; it works only after it was asked for by name.
 *
 * <p>Implementations have a public constructor without parameters, hold no state and are safe for use by many threads.
 */
public interface DnsProviderFactory {

    /** The name users write in their configuration, such as {@code rfc2136}. */
    String name();

    /** Every setting this provider understands; any other key given by a user is an error. */
    List<DnsSetting> settings();

    /**
     * Makes a provider. Opens no connection: credentials are first tried by the first call.
     *
     * @param settings checked against {@link #settings()}: no unknown key, no empty value, nothing required missing
     * @throws io.gatehouse.core.InvalidModelException if a value makes no sense
     */
    DnsProvider create(DnsProviderSettings settings);
}
