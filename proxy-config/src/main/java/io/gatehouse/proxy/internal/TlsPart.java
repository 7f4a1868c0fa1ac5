package io.gatehouse.proxy.internal;

import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.TlsPolicy;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The parts of a TLS policy, which servers settle at different moments of a handshake. */
public enum TlsPart {
    /** The TLS versions. */
    PROTOCOLS("protocols"),
    /** The suites up to TLS 1.2. */
    CIPHERS("ciphers"),
    /** The suites of TLS 1.3. */
    CIPHER_SUITES("cipherSuites"),
    /** The groups for the key exchange. */
    CURVES("curves"),
    /** Whose order wins. */
    SERVER_ORDER("serverOrder");

    private final String field;

    TlsPart(String field) {
        this.field = field;
    }

    /** Refuses sites that differ from the first in parts that the server settles before it knows the name. */
    public static void requireAlike(Rendering rendering, Set<TlsPart> settledEarly) {
        TlsPolicy first = rendering.firstSite().site().tls();
        ServerVersion openssl = rendering.target().openssl();
        for (SiteScope scope : rendering.sites()) {
            List<TlsPart> different = scope.site().tls().equals(first)
                    ? List.of()
                    : settledEarly.stream()
                            .filter(part -> part.differs(first, scope.site().tls(), openssl))
                            .sorted()
                            .toList();
            if (!different.isEmpty()) {
                rendering.refuse(
                        scope.field("tls"),
                        "differs from " + rendering.firstSite().field("tls") + " in "
                                + different.stream().map(part -> part.field).collect(Collectors.joining(", "))
                                + ", settled by " + rendering.server() + " "
                                + rendering.target().version()
                                + " before it knows the name; give both the same, or make this site a proxy of its own,"
                                + " listening on another address or port");
            }
        }
    }

    private boolean differs(TlsPolicy one, TlsPolicy other, ServerVersion openssl) {
        return !of(one, openssl).equals(of(other, openssl));
    }

    private Object of(TlsPolicy policy, ServerVersion openssl) {
        return switch (this) {
            case PROTOCOLS -> policy.protocols();
            case CIPHERS -> policy.ciphers();
            case CIPHER_SUITES -> policy.cipherSuites();
            case CURVES -> OpenSslPolicy.known(policy.curves(), openssl);
            case SERVER_ORDER -> policy.serverOrder();
        };
    }
}
