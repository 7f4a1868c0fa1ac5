package io.gatehouse.proxy.internal.caddy;

import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.ClientCertificates;
import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.TlsPolicy;
import io.gatehouse.proxy.TlsVersion;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A TLS policy in Go's words, which knows fewer ciphers than OpenSSL and no TLS before 1.2. */
final class CaddyTls {
    private static final Map<String, String> CURVES = Map.of(
            "X25519MLKEM768", "x25519mlkem768",
            "X25519", "x25519",
            "prime256v1", "secp256r1",
            "secp384r1", "secp384r1",
            "secp521r1", "secp521r1");

    private static final Map<String, String> CIPHERS = Map.of(
            "ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final Rendering rendering;
    private final SiteScope scope;
    private final TlsPolicy policy;

    /** What Go offers with TLS 1.3, in an order that depends on the machine. */
    private static final Set<String> CIPHER_SUITES =
            Set.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    CaddyTls(Rendering rendering, SiteScope scope) {
        this.rendering = rendering;
        this.scope = scope;
        this.policy = scope.site().tls();
        refuseWhatGoSettles();
        if (policy.certificateTypes().equals(List.of("ecdsa"))) {
            rendering.note("The " + policy.profile() + " profile is meant for an ECDSA certificate.");
        }
    }

    private void refuseWhatGoSettles() {
        if (policy.protocols().contains(TlsVersion.TLS_1_3)
                && !CIPHER_SUITES.equals(Set.copyOf(policy.cipherSuites()))) {
            rendering.refuse(
                    scope.field("tls.cipherSuites"),
                    "are " + policy.cipherSuites()
                            + ", and with TLS 1.3 Caddy offers all three of the guideline, whatever it"
                            + " is told; leave them as they are, or print for another server");
        }
        if (policy.serverOrder()) {
            rendering.refuse(
                    scope.field("tls.serverOrder"),
                    "is on, and Caddy keeps neither the server's order nor the client's, but Go's; leave it off, or print for"
                            + " another server");
        }
    }

    /** What a site shows and asks for. */
    List<Node> directives() {
        return directives(clientCertificates());
    }

    /** The same for clients that ask for no site, of whom no certificate is asked. */
    List<Node> forUnknownHosts() {
        return directives(List.of());
    }

    /** The directive takes one certificate; a second one, of another kind of key, is loaded by its own. */
    private List<Node> directives(List<Node> clients) {
        List<Node> nodes = new ArrayList<>();
        List<CertificatePaths> certificates = scope.site().certificates();
        for (int i = 0; i < certificates.size(); i++) {
            String field = scope.field("certificates[" + i + "]");
            CertificatePaths paths = certificates.get(i);
            List<Token> files = List.of(
                    Token.value(field + ".fullchain", paths.fullchain().toString()),
                    Token.value(field + ".privateKey", paths.privateKey().toString()));
            nodes.add(i == 0 ? Node.block("tls", files, settings(clients)) : Node.line("tls", files));
        }
        return nodes;
    }

    private List<Node> settings(List<Node> clients) {
        List<Node> nodes = new ArrayList<>();
        List<TlsVersion> protocols = policy.protocols();
        TlsVersion newest = protocols.get(protocols.size() - 1);
        nodes.add(words("protocols", named(protocols.get(0)) + " " + named(newest)));
        List<Token> ciphers = translated(policy.ciphers(), CIPHERS, "cipher");
        if (!ciphers.isEmpty()) {
            nodes.add(line("ciphers", ciphers));
        }
        List<Token> curves = translated(curves(), CURVES, "curve");
        if (!curves.isEmpty()) {
            nodes.add(line("curves", curves));
        }
        if (!scope.site().httpVersions().contains(HttpVersion.HTTP_2)) {
            nodes.add(words("alpn", "http/1.1"));
        }
        nodes.addAll(clients);
        return nodes;
    }

    private List<Node> clientCertificates() {
        Optional<ClientCertificates> clients = scope.site().clientCertificates();
        if (clients.isEmpty()) {
            return List.of();
        }
        Token file = Token.value(
                scope.field("clientCertificates.authorities"),
                clients.get().authorities().toString());
        boolean pools = rendering.has(CaddyVersions.STRICT_PROXIES_AND_TRUST_POOLS);
        return List.of(Node.block(
                "client_auth",
                List.of(),
                List.of(
                        words("mode", clients.get().required() ? "require_and_verify" : "verify_if_given"),
                        pools
                                ? Node.line("trust_pool", Token.word("file"), file)
                                : Node.line("trusted_ca_cert_file", file))));
    }

    private List<String> curves() {
        List<String> curves = new ArrayList<>(policy.curves());
        if (!rendering.has(CaddyVersions.MLKEM) && curves.removeIf(curve -> curve.contains("MLKEM"))) {
            rendering.note(
                    "X25519MLKEM768 is left out: Caddy " + rendering.target().version()
                            + " does not know it (it came with " + CaddyVersions.MLKEM
                            + "), so recorded traffic is not safe from a later quantum computer.");
        }
        if (curves.contains("X25519MLKEM768")) {
            rendering.note(
                    "X25519MLKEM768 is offered by Caddy's own builds; one that a distribution built without Go modules, as"
                            + " Debian does, needs GODEBUG=tlsmlkem=1 in its environment.");
        }
        if (curves.isEmpty()) {
            rendering.refuse(
                    scope.field("tls.curves"),
                    "are " + policy.curves() + ", of which Caddy "
                            + rendering.target().version() + " knows none, so that it would offer its own; add X25519");
        }
        return curves;
    }

    private List<Token> translated(List<String> names, Map<String, String> words, String kind) {
        List<Token> translated = new ArrayList<>();
        for (String name : names) {
            @Nullable String word = words.get(name);
            if (word == null) {
                rendering.note("The " + kind + " " + name + " is left out: Caddy does not know it.");
            } else {
                translated.add(Token.word(word));
            }
        }
        if (translated.isEmpty() && !names.isEmpty()) {
            rendering.refuse(
                    scope.field("tls." + kind + "s"),
                    "are " + names
                            + ", of which Caddy knows none, so that it would offer its own; name others, or print for"
                            + " another server");
        }
        return translated;
    }

    private static String named(TlsVersion version) {
        return version == TlsVersion.TLS_1_3 ? "tls1.3" : "tls1.2";
    }
}
