package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.TlsVersion;
import io.gatehouse.proxy.internal.AcmeGroup;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.OpenSslPolicy;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;

/** The sections of haproxy.cfg, top to bottom. */
final class HaproxyConfig {
    /** The oldest release line whose words are used here without a switch. */
    private static final ServerVersion OLDEST = new ServerVersion(2, 4, 0);

    private final Rendering rendering;
    private final OpenSslPolicy policy;
    private final HaproxySites sites;
    private final HaproxyFrontends frontends;

    HaproxyConfig(Rendering rendering) {
        this.rendering = rendering;
        this.policy = OpenSslPolicy.of(rendering, rendering.firstSite());
        this.sites = new HaproxySites(rendering);
        this.frontends = new HaproxyFrontends(rendering, sites);
        rendering.require("version", "\"pathq\", on which the redirect is built", OLDEST);
        rendering.requireOneTlsPolicy();
        for (AcmeGroup group : AcmeGroup.of(rendering)) {
            if (group.acme() instanceof AcmeChallenges.Webroot) {
                rendering.refuse(
                        group.field("acme.webroot"),
                        "HAProxy serves no files; hand the challenges over to a solver's port");
            }
        }
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>(rendering.preamble(true));
        nodes.add(blank());
        nodes.add(by(Rule.SURROUNDINGS, block("global", List.of(), global())));
        nodes.add(blank());
        nodes.add(by(Rule.SURROUNDINGS, block("defaults", List.of(), defaults())));
        if (rendering.plainHttp()) {
            nodes.add(blank());
            nodes.add(comment("Plain HTTP serves the ACME challenge; all else moves to HTTPS."));
            nodes.add(by(Rule.HTTPS_ONLY, block("frontend", List.of(Token.word("http")), frontends.http())));
        }
        nodes.add(blank());
        nodes.add(forField("listeners", List.of(block("frontend", List.of(Token.word("https")), frontends.https()))));
        nodes.addAll(new HaproxyBackends(rendering, sites).nodes());
        return nodes;
    }

    private List<Node> global() {
        List<Node> nodes = new ArrayList<>();
        if (rendering.target().scratch().isPresent()) {
            nodes.add(comment("An instance of its own, to try the file: haproxy -db -f (this file)"));
            nodes.add(words("log", "stderr format raw local0"));
        } else {
            nodes.add(words("log", "/dev/log local0"));
            nodes.add(words("chroot", "/var/lib/haproxy"));
            nodes.add(words("user", "haproxy"));
            nodes.add(words("group", "haproxy"));
        }
        nodes.add(blank());
        nodes.add(forField(rendering.firstSite().field("tls"), tls()));
        return nodes;
    }

    private List<Node> tls() {
        List<Node> nodes = new ArrayList<>();
        policy.ciphers().ifPresent(ciphers -> nodes.add(words("ssl-default-bind-ciphers", ciphers)));
        if (policy.offers(TlsVersion.TLS_1_3)) {
            nodes.add(words("ssl-default-bind-ciphersuites", policy.cipherSuites()));
        }
        nodes.add(words("ssl-default-bind-curves", policy.curves()));
        String newest = policy.offers(TlsVersion.TLS_1_3) ? "" : " ssl-max-ver " + newest();
        nodes.add(words(
                "ssl-default-bind-options",
                "ssl-min-ver " + named(policy.protocols().get(0)) + newest + " no-tls-tickets"
                        + (policy.serverOrder() ? "" : " prefer-client-ciphers")));
        if (policy.usesDhe()) {
            nodes.add(words("tune.ssl.default-dh-param", "2048"));
        }
        return nodes;
    }

    private String newest() {
        List<String> protocols = policy.protocols();
        return named(protocols.get(protocols.size() - 1));
    }

    /** HAProxy writes the first version out. */
    private static String named(String openSslName) {
        return openSslName.equals("TLSv1") ? "TLSv1.0" : openSslName;
    }

    private static List<Node> defaults() {
        return List.of(
                words("mode", "http"),
                words("log", "global"),
                words("option", "httplog"),
                words("option", "dontlognull"),
                words("timeout", "connect 5s"),
                words("timeout", "http-request 10s"),
                words("timeout", "http-keep-alive 60s"),
                words("timeout", "client 60s"),
                words("timeout", "server 60s"));
    }
}
