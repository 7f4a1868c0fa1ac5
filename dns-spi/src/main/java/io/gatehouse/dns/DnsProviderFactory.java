package io.gatehouse.dns;

import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import java.util.List;

/**
 * Makes providers of one kind. Declared as a service ({@code provides} in the module descriptor and a file under
 * {@code META-INF/services}) so that {@link DnsProviders} finds it; it works only after it was asked for by name.
 *
 * <p>Implementations have a public constructor without parameters, hold no state and are safe for use by many threads.
 */
public interface DnsProviderFactory {

    /** The name users write in their configuration, such as {@code rfc2136}: lower case letters, digits and hyphens. */
    String name();

    /** Every setting this provider understands; any other that a user gives is an error. */
    List<Setting<?>> settings();

    /**
     * Makes a provider. Opens no connection: credentials are first tried by the first call.
     *
     * @param settings checked against {@link #settings()}: no unknown name, no empty or malformed value, nothing required
     *     missing
     * @throws io.gatehouse.core.InvalidModelException if values contradict each other
     */
    DnsProvider create(Settings settings);
}
