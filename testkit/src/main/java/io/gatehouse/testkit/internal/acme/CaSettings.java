package io.gatehouse.testkit.internal.acme;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a CA is told before it starts.
 *
 * @param clock the time of orders and certificates
 * @param certificateLifetime how long certificates are valid
 * @param http01 where the web server of a host is
 * @param dns the DNS servers to ask, looked up at each validation
 * @param validationWait how long the answer to a challenge waits for the validation's end
 */
public record CaSettings(
        Clock clock,
        Duration certificateLifetime,
        Function<String, InetSocketAddress> http01,
        Supplier<List<InetSocketAddress>> dns,
        Duration validationWait) {}
