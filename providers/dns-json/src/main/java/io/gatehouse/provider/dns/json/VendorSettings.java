package io.gatehouse.provider.dns.json;

import io.gatehouse.core.spi.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The settings that every vendor's provider has, besides its credentials: where the API is, how long to wait, how often to ask.
 *
 * @param endpoint where the API is
 * @param timeout how long to wait for one answer
 * @param requestsPerSecond how many requests the vendor takes from the account in a second
 */
public record VendorSettings(Setting<URI> endpoint, Setting<Duration> timeout, Setting<Integer> requestsPerSecond) {
    /**
     * With the vendor's own address and limit as defaults.
     *
     * @param api where the vendor's API is
     * @param perSecond how many requests the vendor takes from an account in a second, by its documentation
     */
    public static VendorSettings of(String api, int perSecond) {
        return new VendorSettings(
                Setting.secureUrl("endpoint", "where the API is").byDefault(api),
                Setting.duration("timeout", "how long to wait for one answer").byDefault("30s"),
                Setting.of(
                                "requests-per-second",
                                "how many requests the account may send, if others share it or the vendor allows more",
                                "a whole number from 1",
                                VendorSettings::positive)
                        .byDefault(String.valueOf(perSecond)));
    }

    /** The same with variables of the environment for the address. */
    public VendorSettings endpointIn(String... variables) {
        return new VendorSettings(endpoint.environment(variables), timeout, requestsPerSecond);
    }

    private static int positive(String text) {
        int number = Integer.parseInt(text);
        if (number < 1) {
            throw new IllegalArgumentException("less than 1");
        }
        return number;
    }

    /** These and a provider's own, its own first. */
    public List<Setting<?>> after(Setting<?>... own) {
        return Stream.concat(Stream.of(own), Stream.of(endpoint, timeout, requestsPerSecond))
                .toList();
    }
}
