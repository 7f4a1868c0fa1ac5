package io.gatehouse.proxy.internal.apache;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.TlsVersion;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.OpenSslPolicy;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.TlsPart;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** mod_ssl's directives. */
final class ApacheTls {
    private static final ServerVersion CURVES_AND_TICKETS = new ServerVersion(2, 4, 11);
    static final ServerVersion TLS_1_3 = new ServerVersion(2, 4, 36);

    /** Before, a TLS 1.3 session that one host gave was taken by another (CVE-2025-23048). */
    private static final ServerVersion SESSIONS_KEPT_APART = new ServerVersion(2, 4, 64);

    /** Where mod_ssl finds the virtual host before the protocol is settled, if OpenSSL lets it. */
    private static final ServerVersion NAME_FIRST = new ServerVersion(2, 4, 42);

    private static final ServerVersion CLIENT_HELLO_CALLBACK = new ServerVersion(1, 1, 1);

    private final SiteScope scope;
    private final OpenSslPolicy policy;

    ApacheTls(Rendering rendering, SiteScope scope) {
        this.scope = scope;
        this.policy = OpenSslPolicy.of(rendering, scope);
        rendering.require(scope.field("tls.curves"), "SSLOpenSSLConfCmd and SSLSessionTickets", CURVES_AND_TICKETS);
        if (policy.offers(TlsVersion.TLS_1_3)) {
            rendering.require(scope.field("tls.protocols"), "TLS 1.3", TLS_1_3);
        }
    }

    /** Apache shows the one whose kind of key the client knows. */
    List<Node> certificates() {
        List<Node> nodes = new ArrayList<>();
        nodes.add(words("SSLEngine", "on"));
        List<CertificatePaths> certificates = scope.site().certificates();
        for (int i = 0; i < certificates.size(); i++) {
            String field = scope.field("certificates[" + i + "]");
            CertificatePaths paths = certificates.get(i);
            nodes.add(line(
                    "SSLCertificateFile",
                    Token.value(field + ".fullchain", paths.fullchain().toString())));
            nodes.add(line(
                    "SSLCertificateKeyFile",
                    Token.value(field + ".privateKey", paths.privateKey().toString())));
        }
        return nodes;
    }

    List<Node> settings() {
        List<Node> nodes = new ArrayList<>();
        String protocols = policy.protocols().stream().map(name -> " +" + name).collect(Collectors.joining());
        nodes.add(words("SSLProtocol", "-all" + protocols));
        policy.ciphers().ifPresent(ciphers -> nodes.add(line("SSLCipherSuite", Token.text(ciphers))));
        if (policy.offers(TlsVersion.TLS_1_3)) {
            nodes.add(line("SSLCipherSuite", Token.word("TLSv1.3"), Token.text(policy.cipherSuites())));
        }
        nodes.add(words("SSLOpenSSLConfCmd", "Curves " + policy.curves()));
        nodes.add(words("SSLHonorCipherOrder", policy.serverOrder() ? "on" : "off"));
        nodes.add(words("SSLSessionTickets", "off"));
        return nodes;
    }

    /** Whom the host lets in; nobody is let in by another host's name. */
    List<Node> clients() {
        List<Node> nodes = new ArrayList<>();
        scope.site().clientCertificates().ifPresent(clients -> {
            String field = scope.field("clientCertificates");
            nodes.add(blank());
            nodes.add(comment("Clients show certificates of these authorities."));
            nodes.add(words("SSLVerifyClient", clients.required() ? "require" : "optional"));
            nodes.add(words("SSLVerifyDepth", "5"));
            nodes.add(line(
                    "SSLCACertificateFile",
                    Token.value(field + ".authorities", clients.authorities().toString())));
            clients.revocations().ifPresent(list -> {
                nodes.add(line("SSLCARevocationFile", Token.value(field + ".revocations", list.toString())));
                nodes.add(words("SSLCARevocationCheck", "chain"));
            });
            nodes.add(words("SSLStrictSNIVHostCheck", "on"));
        });
        return nodes;
    }

    /** What the first virtual host of a socket settles for all: the groups, and before mod_ssl looked at the name first, all. */
    static Set<TlsPart> settledEarly(Rendering rendering) {
        boolean nameFirst =
                rendering.has(NAME_FIRST) && rendering.target().openssl().isAtLeast(CLIENT_HELLO_CALLBACK);
        return nameFirst ? EnumSet.of(TlsPart.CURVES, TlsPart.SERVER_ORDER) : EnumSet.allOf(TlsPart.class);
    }

    /** Holds for the whole server, so it is said only where it must be. */
    static List<Node> sessions(Rendering rendering) {
        boolean guarded = rendering.proxy().sites().stream()
                .anyMatch(site -> site.clientCertificates().isPresent());
        if (!guarded || rendering.has(SESSIONS_KEPT_APART)) {
            return List.of();
        }
        rendering.note("No TLS session is resumed: before Apache " + SESSIONS_KEPT_APART
                + " one host's could pass by another's client certificates.");
        return List.of(words("SSLSessionCache", "none"));
    }
}
