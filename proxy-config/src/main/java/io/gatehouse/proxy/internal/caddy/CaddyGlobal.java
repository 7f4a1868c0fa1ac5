package io.gatehouse.proxy.internal.caddy;

import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.Cidr;
import io.gatehouse.proxy.HttpVersion;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.UnknownHosts;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The options that hold for all sites. */
final class CaddyGlobal {
    /** A name by itself, as far as our trees go: theirs never begin with a digit. */
    static final String EARLY_DATA = "0rtt";

    private final Rendering rendering;

    CaddyGlobal(Rendering rendering) {
        this.rendering = rendering;
    }

    Node options() {
        List<Node> nodes = new ArrayList<>();
        rendering.target().scratch().ifPresent(scratch -> {
            nodes.add(comment("An instance of its own, to try the file: no port for administration."));
            nodes.add(words("admin", "off"));
            nodes.add(line(
                    "storage",
                    Token.word("file_system"),
                    Token.value("scratch", scratch.resolve("caddy").toString())));
        });
        nodes.add(comment("Certificates and the redirect are laid down below."));
        nodes.add(words("auto_https", "off"));
        nodes.addAll(new CaddyLog(rendering).global());
        nodes.add(block("servers", List.of(), servers()));
        return block("", List.of(), nodes);
    }

    private List<Node> servers() {
        List<Node> nodes = new ArrayList<>();
        boolean http3 = any(this::speaksHttp3);
        nodes.add(words("protocols", http3 ? "h1 h2 h3" : "h1 h2"));
        if (http3) {
            nodes.add(comment("What comes before the handshake is over, an eavesdropper can send again."));
            nodes.add(line("", Token.word(EARLY_DATA), Token.word("off")));
        }
        boolean clients = any(site -> site.clientCertificates().isPresent());
        boolean refusesUnknown = rendering.proxy().unknownHosts() == UnknownHosts.REFUSED;
        if (clients && !refusesUnknown) {
            rendering.note(
                    "A request for another name than its handshake's is answered 421, not 404: Caddy does so as soon"
                            + " as one site asks for client certificates.");
        }
        if (clients || refusesUnknown) {
            nodes.add(comment("A request for another name than its handshake's is answered 421."));
            nodes.add(words("strict_sni_host", "on"));
        }
        List<Token> trusted = trusted();
        if (!trusted.isEmpty() && rendering.has(CaddyVersions.STRICT_PROXIES_AND_TRUST_POOLS)) {
            trusted.add(0, Token.word("static"));
            nodes.add(line("trusted_proxies", trusted));
            nodes.add(comment("The client is the last address that is not a trusted proxy's."));
            nodes.add(Node.line("trusted_proxies_strict"));
        }
        return nodes;
    }

    private List<Token> trusted() {
        List<Token> tokens = new ArrayList<>();
        for (Cidr range : rendering.proxy().trustedProxies().ranges()) {
            tokens.add(Token.value("trustedProxies", range.toString()));
        }
        return tokens;
    }

    private boolean any(Predicate<Site> question) {
        return rendering.sites().stream().map(SiteScope::site).anyMatch(question);
    }

    private boolean speaksHttp3(Site site) {
        return site.httpVersions().contains(HttpVersion.HTTP_3);
    }
}
