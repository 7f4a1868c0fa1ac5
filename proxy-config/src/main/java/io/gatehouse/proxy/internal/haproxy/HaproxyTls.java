package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.TlsVersion;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.OpenSslPolicy;
import io.gatehouse.proxy.internal.TlsPart;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A TLS policy in HAProxy's words: that of the first site for all, and what differs from it beside the certificates. */
final class HaproxyTls {
    /** A list of certificates has no word for the order, and its word for the groups comes too late for OpenSSL. */
    static final Set<TlsPart> SETTLED_EARLY = EnumSet.of(TlsPart.CURVES, TlsPart.SERVER_ORDER);

    private HaproxyTls() {}

    /**
     * In the global section. Newer versions choose between a name's certificates by the ciphers that stand here, before they
     * look at the name's own.
     *
     * @param policy the first site's
     * @param ciphers all that some site offers
     */
    static List<Node> forAll(OpenSslPolicy policy, Set<String> ciphers) {
        List<Node> nodes = new ArrayList<>();
        Set<String> all = new LinkedHashSet<>();
        policy.ciphers().ifPresent(first -> all.addAll(List.of(first.split(":", -1))));
        all.addAll(ciphers);
        if (!all.isEmpty()) {
            nodes.add(words("ssl-default-bind-ciphers", String.join(":", all)));
        }
        if (policy.offers(TlsVersion.TLS_1_3)) {
            nodes.add(words("ssl-default-bind-ciphersuites", policy.cipherSuites()));
        }
        nodes.add(words("ssl-default-bind-curves", policy.curves()));
        String newest = policy.offers(TlsVersion.TLS_1_3) ? "" : " ssl-max-ver " + newest(policy);
        nodes.add(words(
                "ssl-default-bind-options",
                "ssl-min-ver " + oldest(policy) + newest + " no-tls-tickets"
                        + (policy.serverOrder() ? "" : " prefer-client-ciphers")));
        return nodes;
    }

    /** In a line of a list of certificates. */
    static List<Token> forNames(OpenSslPolicy policy) {
        List<Token> tokens = new ArrayList<>(List.of(
                Token.word("ssl-min-ver"), Token.word(oldest(policy)),
                Token.word("ssl-max-ver"), Token.word(newest(policy))));
        policy.ciphers().ifPresent(ciphers -> tokens.addAll(List.of(Token.word("ciphers"), Token.word(ciphers))));
        if (policy.offers(TlsVersion.TLS_1_3)) {
            tokens.addAll(List.of(Token.word("ciphersuites"), Token.word(policy.cipherSuites())));
        }
        return tokens;
    }

    private static String oldest(OpenSslPolicy policy) {
        return named(policy.protocols().get(0));
    }

    private static String newest(OpenSslPolicy policy) {
        List<String> protocols = policy.protocols();
        return named(protocols.get(protocols.size() - 1));
    }

    /** HAProxy writes the first version out. */
    private static String named(String openSslName) {
        return openSslName.equals("TLSv1") ? "TLSv1.0" : openSslName;
    }
}
