package io.gatehouse.proxy.internal.haproxy;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.AccessLog;
import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.RouteKind;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.internal.AcmeGroup;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.OpenSslPolicy;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.TlsPart;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The sections of haproxy.cfg, top to bottom. */
final class HaproxyConfig {
    /** The oldest release line whose words are used here without a switch. */
    private static final ServerVersion OLDEST = new ServerVersion(2, 4, 0);

    private static final ServerVersion HTTP_3 = new ServerVersion(2, 6, 0);

    /** From here on it can do with an OpenSSL that has no QUIC of its own for servers, if it is allowed to. */
    private static final ServerVersion QUIC_OVER_OPENSSL = new ServerVersion(2, 9, 0);

    private final Rendering rendering;
    private final OpenSslPolicy policy;
    private final HaproxySites sites;
    private final HaproxyNames names;
    private final HaproxyPaths paths;
    private final HaproxyCertificates certificates;
    private final HaproxyLimits limits;
    private final HaproxyFrontends frontends;
    private final SortedMap<String, List<Node>> lists;

    HaproxyConfig(Rendering rendering) {
        this.rendering = rendering;
        this.policy = OpenSslPolicy.of(rendering, rendering.firstSite());
        this.sites = new HaproxySites(rendering);
        this.names = new HaproxyNames(rendering, sites);
        this.paths = new HaproxyPaths(sites);
        this.certificates = new HaproxyCertificates(rendering, sites);
        this.limits = new HaproxyLimits(rendering, sites);
        this.frontends = new HaproxyFrontends(rendering, sites, names, paths, certificates);
        this.lists = listed();
        rendering.require("version", "\"pathq\", on which the redirect is built", OLDEST);
        TlsPart.requireAlike(rendering, HaproxyTls.SETTLED_EARLY);
        refuseWhatCannotBe();
    }

    private void refuseWhatCannotBe() {
        for (AcmeGroup group : sites.acmeGroups()) {
            if (group.acme() instanceof AcmeChallenges.Webroot) {
                rendering.refuse(
                        group.field("acme.webroot"),
                        "HAProxy serves no files; hand the challenges over to a solver's port");
            }
        }
        if (rendering.proxy().accessLog() instanceof AccessLog.ToFile) {
            rendering.refuse(
                    "accessLog.file", "HAProxy writes no files; log to syslog, which can write one for HAProxy");
        }
        if (rendering.proxy().accessLog() instanceof AccessLog.AsServerIsSetUp) {
            rendering.refuse(
                    "accessLog",
                    "asks for what is set up beside this file, and HAProxy has nothing beside it; leave it out, or turn it"
                            + " off");
        }
        for (SiteGroup group : sites.groups()) {
            if (HaproxySites.speaksHttp3(group)) {
                String field = group.first().field("httpVersions");
                rendering.require(field, "HTTP/3", HTTP_3);
                if (!sites.haveTheSameClients()) {
                    rendering.refuse(
                            field,
                            "hold HTTP/3 where sites ask for different client certificates: over QUIC HAProxy gives tickets"
                                    + " whatever its options say, and one site's would open another; leave it out");
                }
                rendering.note(
                        "HTTP/3 needs a HAProxy that was built with QUIC (haproxy -vv says so), which Debian's is from"
                                + " Debian 13 on, and UDP let through on the same port.");
            }
        }
    }

    /** The files beside {@code haproxy.cfg}, by their names. */
    SortedMap<String, List<Node>> lists() {
        return lists;
    }

    /** Empty ones are not needed. */
    private SortedMap<String, List<Node>> listed() {
        SortedMap<String, List<Node>> all = new TreeMap<>();
        if (names.areMapped()) {
            all.put(HaproxyNames.HOSTS, names.exactMap());
            all.put(HaproxyNames.WILDCARDS, names.wildcardMap());
        }
        all.put(HaproxyPaths.PATHS, paths.pathMap());
        all.put(HaproxyPaths.PREFIXES, paths.prefixMap());
        if (sites.acmeGroups().size() > 1 && rendering.plainHttp()) {
            all.put(HaproxyFrontends.SOLVERS, frontends.solverMap());
        }
        if (certificates.areListed()) {
            all.put(HaproxyCertificates.LIST, certificates.list());
        }
        if (certificates.quicHasItsOwnList() && sites.groups().stream().anyMatch(HaproxySites::speaksHttp3)) {
            all.put(HaproxyCertificates.QUIC_LIST, certificates.quicList());
        }
        all.values().removeIf(List::isEmpty);
        return all;
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>(rendering.preamble(true));
        nodes.add(blank());
        nodes.add(by(Rule.SURROUNDINGS, block("global", List.of(), global())));
        nodes.add(blank());
        nodes.add(by(Rule.SURROUNDINGS, block("defaults", List.of(), defaults())));
        nodes.addAll(limits.userLists());
        if (rendering.plainHttp()) {
            nodes.add(blank());
            nodes.add(comment("Plain HTTP serves the ACME challenge; all else moves to HTTPS."));
            nodes.add(by(Rule.HTTPS_ONLY, block("frontend", List.of(Token.word("http")), frontends.http())));
        }
        nodes.add(blank());
        nodes.add(forField("listeners", List.of(block("frontend", List.of(Token.word("https")), frontends.https()))));
        nodes.addAll(new HaproxyBackends(rendering, sites, limits).nodes());
        return nodes;
    }

    private List<Node> global() {
        boolean standalone = rendering.target().scratch().isPresent();
        List<Node> nodes = new ArrayList<>();
        if (standalone) {
            nodes.add(comment("An instance of its own, to try the file: haproxy -db -f (this file)"));
        }
        if (!lists.isEmpty()) {
            nodes.add(comment("The maps and lists stand beside this file."));
            nodes.add(words("default-path", "config"));
        }
        if (logs()) {
            nodes.add(words("log", standalone ? "stderr format raw local0" : "/dev/log local0"));
        }
        if (!standalone) {
            nodes.add(words("chroot", "/var/lib/haproxy"));
            nodes.add(words("user", "haproxy"));
            nodes.add(words("group", "haproxy"));
        }
        if (rendering.has(QUIC_OVER_OPENSSL) && sites.groups().stream().anyMatch(HaproxySites::speaksHttp3)) {
            nodes.add(comment(
                    "For a HAProxy over OpenSSL, whose QUIC lacks nothing but early data, which is off anyway."));
            nodes.add(by(Rule.SURROUNDINGS, Node.line("limited-quic")));
        }
        nodes.add(blank());
        nodes.add(forField(rendering.firstSite().field("tls"), tls()));
        return nodes;
    }

    private List<Node> tls() {
        List<Node> nodes = new ArrayList<>();
        nodes.addAll(HaproxyTls.forAll(policy, sites.ciphers()));
        if (!sites.haveTheSameClients()) {
            nodes.add(comment(
                    "No session is taken up again, since it could be at a site that asks for other certificates."));
            nodes.add(words("tune.ssl.cachesize", "0"));
        }
        if (policy.usesDhe()) {
            nodes.add(words("tune.ssl.default-dh-param", "2048"));
        }
        return nodes;
    }

    private boolean logs() {
        return !(rendering.proxy().accessLog() instanceof AccessLog.Off);
    }

    private List<Node> defaults() {
        List<Node> nodes = new ArrayList<>();
        nodes.add(words("mode", "http"));
        if (logs()) {
            nodes.add(forField("accessLog", log()));
        }
        nodes.addAll(List.of(
                words("timeout", "connect 5s"),
                words("timeout", "http-request 10s"),
                words("timeout", "http-keep-alive 60s"),
                words("timeout", "client " + longestSilence() + "s"),
                words("timeout", "server 60s")));
        return nodes;
    }

    /** {@code %HP} is the path without the query; no header is in it. */
    private static List<Node> log() {
        return List.of(
                words("log", "global"),
                comment("Neither query nor headers, where tokens stand."),
                line("log-format", Token.text("%ci [%tr] %HM %HP %ST %B %Ta %b/%s %ts")),
                words("option", "dontlognull"));
    }

    /** How long a client may be silent within a request: a frontend has one such time, whatever the route. */
    private long longestSilence() {
        return sites.groups().stream()
                .flatMap(group -> group.site().routes().stream())
                .filter(route -> route.kind() == RouteKind.PLAIN)
                .mapToLong(route -> route.timeouts().silence().toSeconds())
                .reduce(RouteKind.PLAIN.silence().toSeconds(), Math::max);
    }
}
