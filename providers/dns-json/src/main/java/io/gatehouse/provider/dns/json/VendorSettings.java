package io.gatehouse.provider.dns.json;

import io.gatehouse.core.spi.Setting;
import io.gatehouse.dns.RequestRate;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings that every vendor's provider has, besides its credentials: where the API is, how long to wait, how often to ask.
 *
 * @param endpoint where the API is
 * @param timeout how long to wait for one answer
 * @param requests how many requests the vendor takes from the account, in each of its times
 */
public record VendorSettings(Setting<URI> endpoint, Setting<Duration> timeout, Setting<List<RequestRate>> requests) {
    private static final Map<Duration, String> NAMES = Map.of(
            Duration.ofSeconds(1), "requests-per-second",
            Duration.ofMinutes(1), "requests-per-minute");

    /**
     * With the vendor's own address and limit as defaults.
     *
     * @param api where the vendor's API is
     * @param perSecond how many requests the vendor takes from an account in a second, by its documentation
     */
    public static VendorSettings of(String api, int perSecond) {
        return of(api, RequestRate.perSecond(perSecond));
    }

    /**
     * With the vendor's own address and limits as defaults. One number sets all limits: whoever shares an account by two may send half
     * of what it takes, in a minute as in a day.
     *
     * @param api where the vendor's API is
     * @param rate how many requests the vendor takes from an account in a second or a minute, by its documentation
     * @param more how many in other times, if it has more limits
     */
    public static VendorSettings of(String api, RequestRate rate, RequestRate... more) {
        String name = NAMES.get(rate.within());
        if (name == null) {
            throw new IllegalArgumentException("The first rate is by the second or the minute, not " + rate);
        }
        List<RequestRate> rates =
                Stream.concat(Stream.of(rate), Stream.of(more)).toList();
        String others = more.length == 0
                ? ""
                : "; in proportion to it "
                        + Stream.of(more).map(RequestRate::toString).collect(Collectors.joining(" and "));
        return new VendorSettings(
                Setting.secureUrl("endpoint", "where the API is").byDefault(api),
                Setting.duration("timeout", "how long to wait for one answer").byDefault("30s"),
                Setting.of(
                                name,
                                "how many requests the account may send, if others share it or the vendor allows more"
                                        + others,
                                "a whole number from 1",
                                text -> scaled(rates, Integer.parseInt(text)))
                        .byDefault(String.valueOf(rate.most())));
    }

    /** The same with variables of the environment for the address. */
    public VendorSettings endpointIn(String... variables) {
        return new VendorSettings(endpoint.environment(variables), timeout, requests);
    }

    /** @throws IllegalArgumentException if it is less than 1 */
    private static List<RequestRate> scaled(List<RequestRate> rates, int first) {
        int usual = rates.get(0).most();
        return rates.stream()
                .map(rate -> {
                    long most = (long) rate.most() * first / usual;
                    return new RequestRate((int) Math.min(most, Integer.MAX_VALUE), rate.within());
                })
                .toList();
    }

    /** These and a provider's own, its own first. */
    public List<Setting<?>> after(Setting<?>... own) {
        return Stream.concat(Stream.of(own), Stream.of(endpoint, timeout, requests))
                .toList();
    }
}
