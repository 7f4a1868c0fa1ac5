package io.gatehouse.proxy.internal.nginx;

import static io.gatehouse.proxy.internal.Node.blank;
import static io.gatehouse.proxy.internal.Node.block;
import static io.gatehouse.proxy.internal.Node.by;
import static io.gatehouse.proxy.internal.Node.comment;
import static io.gatehouse.proxy.internal.Node.forField;
import static io.gatehouse.proxy.internal.Node.line;
import static io.gatehouse.proxy.internal.Node.words;

import io.gatehouse.proxy.AcmeChallenges;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.UnknownHosts;
import io.gatehouse.proxy.internal.AcmeGroup;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import io.gatehouse.proxy.internal.SiteScope;
import io.gatehouse.proxy.internal.TlsPart;
import io.gatehouse.proxy.internal.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server blocks: unknown names, plain HTTP, and HTTPS for each site. */
final class NginxSites {
    private static final ServerVersion REJECT_HANDSHAKE = new ServerVersion(1, 19, 4);

    private final Rendering rendering;
    private final NginxShared shared;
    private final Optional<NginxKept> kept;
    private final List<NginxSite> sites;
    private final List<Node> servers;
    private final List<Node> head;
    private final NginxCommons commons = new NginxCommons();
    private final List<NginxSite.SiteFile> siteFiles;
    private final Map<String, Grammar.Printed> userFiles = new LinkedHashMap<>();
    private NginxServer.@Nullable Findings taken;

    /**
     * Starts them.
     *
     * @param kept what an earlier rendering printed of the sites and still holds
     */
    NginxSites(Rendering rendering, NginxShared shared, Optional<NginxKept> kept) {
        this.rendering = rendering;
        this.shared = shared;
        this.kept = kept;
        int count = rendering.sites().size();
        this.sites = new ArrayList<>(count);
        this.servers = new ArrayList<>(count);
        this.siteFiles = new ArrayList<>(count);
        TlsPart.requireAlike(rendering, NginxTls.SETTLED_EARLY);
        int bucket = NginxStandalone.bucketFor(rendering.proxy());
        if (bucket > NginxStandalone.DEFAULT_BUCKET) {
            rendering.note("A host name this long needs server_names_hash_bucket_size " + bucket
                    + " in the http block; nginx does not start without it.");
        }
        int hash = NginxStandalone.hashFor(rendering.proxy());
        if (hash > NginxStandalone.DEFAULT_HASH) {
            rendering.note("So many host names want server_names_hash_max_size " + hash
                    + " in the http block; without it nginx warns and finds them more slowly.");
        }
        this.head = rendering.target().filesPerSite() ? rendering.firstLines(true) : List.of(blank());
        rendering.sites().forEach(scope -> sites.add(site(scope)));
    }

    /** Prints the main file, and those of the sites and users. */
    void print() {
        Map<NginxLikeness, List<NginxSite>> groups = groups();
        Optional<NginxHandshake> ofMany = NginxHandshake.ofMany(groups.keySet());
        groups.values().forEach(alike -> server(alike, ofMany));
        List<Node> nodes = new ArrayList<>(rendering.preamble(true));
        nodes.addAll(shared.log().nodes());
        nodes.addAll(commons.nodes());
        nodes.addAll(others(ofMany.map(this::firstWith)));
        nodes.addAll(servers);
        addFiles();
        rendering.confidential(userFiles.keySet());
        rendering.print(NginxDialect.SITE, shared.grammar(), nodes);
    }

    /** Files that are the very same stay as they are. */
    private void addFiles() {
        kept.ifPresent(before -> rendering.startFrom(before.config()));
        List<NginxSite.SiteFile> before = kept.map(NginxKept::siteFiles).orElse(List.of());
        int same = 0;
        while (same < siteFiles.size()
                && same < before.size()
                && siteFiles.get(same).equals(before.get(same))) {
            same++;
        }
        int end = 0;
        while (end < siteFiles.size() - same
                && end < before.size() - same
                && last(siteFiles, end).equals(last(before, end))) {
            end++;
        }
        Map<String, Grammar.Printed> earlier =
                new LinkedHashMap<>(kept.map(NginxKept::userFiles).orElse(Map.of()));
        before.subList(same, before.size() - end).forEach(file -> earlier.put(file.name(), file.content()));
        Map<String, Grammar.Printed> now = new LinkedHashMap<>(userFiles);
        siteFiles.subList(same, siteFiles.size() - end).forEach(file -> now.put(file.name(), file.content()));
        earlier.keySet().stream().filter(name -> !now.containsKey(name)).forEach(rendering::leaveOut);
        now.forEach((name, printed) -> {
            if (!printed.equals(earlier.get(name))) {
                rendering.add(name, printed);
            }
        });
    }

    private static <T> T last(List<T> list, int fromEnd) {
        return list.get(list.size() - 1 - fromEnd);
    }

    /** What to keep for the next rendering. */
    NginxKept kept(RenderedConfig config) {
        return new NginxKept(
                rendering.proxy(), shared.sessionsCross(), rendering.sites(), sites, siteFiles, userFiles, config);
    }

    private NginxSite site(SiteScope scope) {
        NginxSite before = kept.isPresent() ? kept.get().of(scope) : null;
        return before != null
                ? before
                : new NginxSite(
                        scope,
                        shared.grammar().print(List.of(line("server_name", scope.hosts())), 1, rendering.problems()),
                        sites.isEmpty()
                                ? null
                                : sites.get(sites.size() - 1).likeness().handshake());
    }

    private SiteScope firstWith(NginxHandshake handshake) {
        return sites.stream()
                .filter(site -> site.likeness().handshake().equals(handshake))
                .findFirst()
                .orElseThrow()
                .scope();
    }

    /** The sites, those alike together, in the order of their first ones. */
    private Map<NginxLikeness, List<NginxSite>> groups() {
        Map<NginxLikeness, List<NginxSite>> groups = new LinkedHashMap<>(2 * sites.size());
        for (NginxSite site : sites) {
            List<NginxSite> alike = groups.computeIfAbsent(site.likeness(), none -> new ArrayList<>(1));
            alike.add(site);
            site.likeness(alike.get(0).likeness());
        }
        return groups;
    }

    /**
     * One server block for all that differ in their names alone.
     *
     * @param ofDefault the handshake of the default server, if it has one for others
     */
    private void server(List<NginxSite> alike, Optional<NginxHandshake> ofDefault) {
        NginxSite first = alike.get(0);
        boolean left =
                ofDefault.isPresent() && ofDefault.get().equals(first.likeness().handshake());
        NginxServer server = first.server(left, () -> NginxServer.of(rendering, first.scope(), shared, left, taken));
        if (!server.findings().equals(taken)) {
            take(server.findings());
        }
        NginxSite.SiteFile file = first.file(alike, server, head, shared.grammar());
        if (rendering.target().filesPerSite()) {
            servers.add(Node.printed(file.include()));
            siteFiles.add(file);
        } else {
            servers.add(Node.printed(file.content()));
        }
    }

    private void take(NginxServer.Findings found) {
        taken = found;
        commons.add(found.commons());
        found.notes().forEach(rendering::note);
        rendering.problems().addAll(found.problems());
        userFiles.putAll(found.userFiles());
    }

    /**
     * Those for names of no site, and plain HTTP.
     *
     * @param shown the first of the many sites whose handshake is left to the default server
     */
    private List<Node> others(Optional<SiteScope> shown) {
        List<Node> nodes = new ArrayList<>();
        boolean plain = rendering.plainHttp();
        nodes.add(blank());
        nodes.add(comment("Names that are not ours are turned away."));
        if (plain) {
            nodes.add(by(Rule.UNKNOWN_NAMES, block("server", List.of(), unknownNames(Scheme.HTTP, shown))));
            nodes.add(blank());
        }
        nodes.add(by(Rule.UNKNOWN_NAMES, block("server", List.of(), unknownNames(Scheme.HTTPS, shown))));
        if (plain) {
            nodes.add(blank());
            nodes.add(comment("Plain HTTP serves the ACME challenge; all else moves to HTTPS."));
            AcmeGroup.of(rendering)
                    .forEach(group -> nodes.add(by(Rule.HTTPS_ONLY, block("server", List.of(), plainHttp(group)))));
        }
        if (rendering.target().filesPerSite()) {
            nodes.add(blank());
            nodes.add(comment("The sites, each in a file of its own; another file in that folder is not read."));
            rendering.note(
                    "The folder " + NginxDialect.SITES + " belongs beside nginx.conf: nginx looks there for what is"
                            + " included, whichever file includes it.");
        }
        return nodes;
    }

    private List<Node> unknownNames(Scheme scheme, Optional<SiteScope> shown) {
        boolean refused = rendering.proxy().unknownHosts() == UnknownHosts.REFUSED;
        List<Node> nodes = new ArrayList<>();
        if (scheme == Scheme.HTTPS) {
            nodes.addAll(shared.listeners().httpsForOthers());
        } else {
            nodes.add(shared.listeners().http(true));
        }
        nodes.add(words("server_name", "_"));
        nodes.addAll(shared.log().ofServer());
        if (!refused) {
            nodes.add(by(Rule.NO_BANNER, words("server_tokens", "off")));
        }
        if (scheme == Scheme.HTTPS) {
            nodes.add(blank());
            nodes.add(
                    comment(
                            "This server is asked before the name is known, so of its TLS settings all but the ciphers count for all."));
            nodes.addAll(handshake(refused, shown));
        }
        nodes.add(blank());
        Node answer = words("return", refused ? "444" : "404");
        nodes.add(refused ? answer : forField("unknownHosts", List.of(answer)));
        return nodes;
    }

    private List<Node> handshake(boolean refused, Optional<SiteScope> shown) {
        SiteScope scope = shown.orElse(rendering.firstSite());
        NginxTls tls = new NginxTls(rendering, scope, shared.sessionsCross());
        List<Node> nodes = new ArrayList<>();
        nodes.add(forField(scope.field("tls"), tls.settings()));
        boolean rejects = refused && rendering.has(REJECT_HANDSHAKE);
        if (shown.isPresent()) {
            nodes.add(comment(
                    "Many sites have this certificate and these ciphers too, and name none: nginx loads them once."));
            rendering.note(
                    "Many sites leave their certificate to the default server. An ssl_certificate in the http block"
                            + " around would take its place, so there must be none.");
        }
        if (shown.isPresent() || !rejects) {
            nodes.addAll(tls.certificates());
        }
        if (rejects) {
            nodes.add(words("ssl_reject_handshake", "on"));
        } else if (refused) {
            rendering.note("nginx " + rendering.target().version() + " cannot refuse a handshake (it came with "
                    + REJECT_HANDSHAKE + "): a foreign name is shown this certificate before it is cut off.");
        }
        return nodes;
    }

    private List<Node> plainHttp(AcmeGroup group) {
        List<Node> nodes = new ArrayList<>(List.of(shared.listeners().http(false)));
        group.sites()
                .forEach(scope ->
                        nodes.add(Node.printed(sites.get(scope.number() - 1).names())));
        nodes.add(by(Rule.NO_BANNER, words("server_tokens", "off")));
        nodes.addAll(shared.log().ofServer());
        nodes.addAll(shared.headers().trustedHops());
        nodes.add(blank());
        nodes.add(block(
                "location",
                List.of(Token.word("^~"), Token.text(AcmeChallenges.PATH)),
                List.of(forField(group.field("acme"), acme(group)))));
        nodes.add(blank());
        nodes.add(block(
                "location",
                List.of(Token.word("/")),
                List.of(words("return", "301 https://$host" + rendering.portInLinks() + "$request_uri"))));
        return nodes;
    }

    private static List<Node> acme(AcmeGroup group) {
        if (group.acme() instanceof AcmeChallenges.Webroot webroot) {
            return List.of(
                    words("default_type", "text/plain"),
                    line(
                            "root",
                            Token.value(
                                    group.field("acme.webroot"),
                                    webroot.folder().toString())));
        }
        if (group.acme() instanceof AcmeChallenges.HandOver handOver) {
            return List.of(
                    line(
                            "proxy_pass",
                            Token.value(
                                    group.field("acme.handOver"),
                                    handOver.solver().url())),
                    words("proxy_set_header", "Host $host"));
        }
        return List.of(words("return", "404"));
    }
}
