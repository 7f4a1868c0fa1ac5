package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.ClientCertificates;
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

/** The TLS directives, alike in every server block of one socket but for the ciphers. */
final class NginxTls {
    /** OpenSSL takes these up with the ClientHello, and nginx comes to know the name after that. */
    static final Set<TlsPart> SETTLED_EARLY =
            EnumSet.of(TlsPart.PROTOCOLS, TlsPart.CIPHER_SUITES, TlsPart.CURVES, TlsPart.SERVER_ORDER);

    private static final ServerVersion TLS_1_3 = new ServerVersion(1, 13, 0);
    private static final ServerVersion CONF_COMMAND = new ServerVersion(1, 19, 4);
    private static final ServerVersion TICKET_KEYS_ROTATE = new ServerVersion(1, 23, 2);

    private static final ServerVersion SEVERAL_CERTIFICATES = new ServerVersion(1, 11, 0);

    /** Where CVE-2025-23419 is mended: a session of one site let its holder into another without a certificate. */
    private static final ServerVersion SESSIONS_KEPT_APART = new ServerVersion(1, 27, 4);

    /** The client's own certificate, its authority, and two between that and the root. */
    private static final int CHAIN_DEPTH = 4;

    private final Rendering rendering;
    private final SiteScope scope;
    private final OpenSslPolicy policy;
    private final boolean sessionsCross;

    /**
     * For one site.
     *
     * @param sessionsCross as {@link #sessionsCross} says
     */
    NginxTls(Rendering rendering, SiteScope scope, boolean sessionsCross) {
        this.rendering = rendering;
        this.scope = scope;
        this.sessionsCross = sessionsCross;
        this.policy = OpenSslPolicy.of(rendering, scope);
        if (policy.offers(TlsVersion.TLS_1_3)) {
            rendering.require(scope.field("tls.protocols"), "TLS 1.3", TLS_1_3);
        }
        if (policy.usesDhe()) {
            rendering.note("nginx offers the DHE ciphers only with an ssl_dhparam file; without one they stay unused.");
        }
        if (scope.site().certificates().size() > 1) {
            rendering.require(scope.field("certificates"), "second certificate for a site", SEVERAL_CERTIFICATES);
        }
        if (!rendering.has(CONF_COMMAND)) {
            rendering.note("nginx " + rendering.target().version() + " cannot set the TLS 1.3 suites (from "
                    + CONF_COMMAND + " it can): OpenSSL's own list holds.");
        }
    }

    /** Whether some site asks clients for certificates, and a session that another site gave would do in their place. */
    static boolean sessionsCross(Rendering rendering) {
        return !rendering.has(SESSIONS_KEPT_APART)
                && rendering.sites().stream()
                        .anyMatch(scope -> scope.site().clientCertificates().isPresent());
    }

    /** The handshake of a site, said in its own server block. */
    List<Node> own() {
        List<Node> nodes = new ArrayList<>(certificates());
        nodes.add(blank());
        nodes.add(forField(scope.field("tls"), settings()));
        nodes.addAll(clients());
        return nodes;
    }

    /** The handshake of a site where it is that of the default server: a directive here would ask for a certificate here. */
    List<Node> left() {
        return List.of(forField(
                scope.field("tls"), List.of(comment("Certificate and TLS settings are those of the default server."))));
    }

    /** nginx shows the one whose kind of key the client knows. */
    List<Node> certificates() {
        List<Node> nodes = new ArrayList<>();
        List<CertificatePaths> certificates = scope.site().certificates();
        for (int i = 0; i < certificates.size(); i++) {
            String field = scope.field("certificates[" + i + "]");
            CertificatePaths paths = certificates.get(i);
            nodes.add(line(
                    "ssl_certificate",
                    Token.value(field + ".fullchain", paths.fullchain().toString())));
            nodes.add(line(
                    "ssl_certificate_key",
                    Token.value(field + ".privateKey", paths.privateKey().toString())));
        }
        return nodes;
    }

    List<Node> settings() {
        List<Node> nodes = new ArrayList<>();
        nodes.add(words("ssl_protocols", String.join(" ", policy.protocols())));
        policy.ciphers().ifPresent(ciphers -> nodes.add(line("ssl_ciphers", Token.text(ciphers))));
        if (policy.offers(TlsVersion.TLS_1_3) && rendering.has(CONF_COMMAND)) {
            nodes.add(line("ssl_conf_command", Token.word("Ciphersuites"), Token.text(policy.cipherSuites())));
        }
        nodes.add(words("ssl_ecdh_curve", policy.curves()));
        nodes.add(words("ssl_prefer_server_ciphers", policy.serverOrder() ? "on" : "off"));
        nodes.addAll(resumption());
        return nodes;
    }

    /** Whom the site asks for certificates, if it does. */
    private List<Node> clients() {
        return scope.site().clientCertificates().map(this::clients).orElse(List.of());
    }

    private List<Node> clients(ClientCertificates clients) {
        String field = scope.field("clientCertificates");
        List<Node> nodes = new ArrayList<>();
        nodes.add(words("ssl_verify_client", clients.required() ? "on" : "optional"));
        nodes.add(words("ssl_verify_depth", Integer.toString(CHAIN_DEPTH)));
        nodes.add(line(
                "ssl_client_certificate",
                Token.value(field + ".authorities", clients.authorities().toString())));
        clients.revocations()
                .ifPresent(pem -> nodes.add(line("ssl_crl", Token.value(field + ".revocations", pem.toString()))));
        return List.of(blank(), forField(field, nodes));
    }

    /** Alike on all sites of a socket, where nginx looks a session up before it knows the site. */
    private List<Node> resumption() {
        if (sessionsCross) {
            rendering.note("Sessions are not resumed: before " + SESSIONS_KEPT_APART
                    + " nginx let one that any site gave into those that ask for certificates (CVE-2025-23419).");
            return List.of(
                    comment("A session of one site would open the others, client certificates or not: none is kept."),
                    words("ssl_session_cache", "off"),
                    words("ssl_session_tickets", "off"));
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(words("ssl_session_cache", "shared:gatehouse:10m"));
        nodes.add(words("ssl_session_timeout", "1d"));
        if (!rendering.has(TICKET_KEYS_ROTATE)) {
            nodes.add(comment("This version never changes its ticket keys, which would undo forward secrecy."));
            nodes.add(words("ssl_session_tickets", "off"));
        }
        return nodes;
    }
}
