package io.gatehouse.testkit.internal.acme;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where proofs are looked for.
 *
 * @param http01 where the web server of a host is
 * @param httpsPort the port of redirects to https that name none
 * @param tlsAlpn01 where the TLS server of a host is; empty when tls-alpn-01 is not offered
 * @param dns the DNS servers to ask, looked up at each validation
 * @param dnsAccount01 whether dns-account-01 is offered
 * @param patience how long the answer to a challenge waits for the validation's end
 */
public record ValidationSettings(
        Function<String, InetSocketAddress> http01,
        int httpsPort,
        Optional<Function<String, InetSocketAddress>> tlsAlpn01,
        Supplier<List<InetSocketAddress>> dns,
        boolean dnsAccount01,
        Duration patience) {}
