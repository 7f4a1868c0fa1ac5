package io.gatehouse.proxy.internal;

import io.gatehouse.proxy.Explanation;
import io.gatehouse.proxy.RenderTarget;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.Scheme;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.TlsPolicy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One rendering under way: what is printed for what, and what was found on the way. For one thread. */
public final class Rendering {
    private final String server;
    private final ReverseProxy proxy;
    private final RenderTarget target;
    private final List<SiteScope> sites;
    private final Problems problems = new Problems();
    private final Set<String> notes = new LinkedHashSet<>();
    private final SortedMap<String, String> files = new TreeMap<>();
    private final SortedMap<String, List<Optional<Explanation>>> explanations = new TreeMap<>();

    /**
     * Starts a rendering.
     *
     * @param server the server's name as people write it
     */
    public Rendering(String server, ReverseProxy proxy, RenderTarget target) {
        this.server = server;
        this.proxy = proxy;
        this.target = target;
        this.sites = SiteScope.of(proxy);
    }

    /** The server's name as people write it. */
    public String server() {
        return server;
    }

    /** The model. */
    public ReverseProxy proxy() {
        return proxy;
    }

    /** The model's sites, in their order. */
    public List<SiteScope> sites() {
        return sites;
    }

    /** The first site, whose certificate and TLS settings stand in where no site is known yet. */
    public SiteScope firstSite() {
        return sites.get(0);
    }

    /** The port behind a host's name in links, colon included; empty for the usual one. */
    public String portInLinks() {
        return proxy.httpsPort() == Scheme.HTTPS.defaultPort() ? "" : ":" + proxy.httpsPort();
    }

    /** Whether plain HTTP is on. */
    public boolean plainHttp() {
        return !proxy.listeners(Scheme.HTTP).isEmpty();
    }

    /** What is printed for. */
    public RenderTarget target() {
        return target;
    }

    /** What cannot be done. */
    public Problems problems() {
        return problems;
    }

    /** Prints a file. */
    public void print(String file, Grammar grammar, List<Node> nodes) {
        add(file, grammar.print(nodes, problems));
    }

    /** Adds a file that was printed already. */
    public void add(String file, Grammar.Printed printed) {
        files.put(file, printed.text());
        explanations.put(file, printed.explanations());
    }

    /**
     * What was printed.
     *
     * @throws io.gatehouse.core.InvalidModelException with everything that cannot be done
     */
    public RenderedConfig finish(String entry) {
        problems.throwIfAny(server + " configuration");
        return new RenderedConfig(entry, files, List.copyOf(notes), explanations);
    }

    /** Adds a note, once. */
    public void note(String note) {
        notes.add(note);
    }

    /** Whether the server's version is the given one or later. */
    public boolean has(ServerVersion since) {
        return target.version().isAtLeast(since);
    }

    /** Makes a problem of it when the server's version is older than a feature that the model needs. */
    public void require(String field, String feature, ServerVersion since) {
        if (!has(since)) {
            problems.add(
                    field,
                    server + " " + target.version() + " has no " + feature + "; it came with " + since
                            + ", so upgrade the server or change the model");
        }
    }

    /** Makes a problem of what this server or this dialect cannot do. */
    public void refuse(String field, String reason) {
        problems.add(field, reason);
    }

    /** The first lines of every file. */
    public List<Node> preamble(boolean withOpenSsl) {
        String on = withOpenSsl ? " with OpenSSL " + target.openssl() : "";
        List<Node> nodes = new ArrayList<>();
        for (SiteScope scope : sites) {
            scope.site()
                    .tls()
                    .reason()
                    .ifPresent(reason -> note("The TLS policy departs from the guideline: " + reason));
        }
        nodes.add(Node.comment("Written by Gatehouse for " + server + " " + target.version() + on + "."));
        nodes.add(Node.comment("Change the model and print it again rather than edit this file."));
        sites.stream()
                .map(scope -> scope.site().tls())
                .distinct()
                .map(Rendering::origin)
                .distinct()
                .forEach(nodes::add);
        return nodes;
    }

    private static Node origin(TlsPolicy policy) {
        if (policy.reason().isPresent()) {
            return Node.comment("TLS: a policy of its own, which departs from guideline " + policy.guideline());
        }
        return Node.comment("TLS: guideline " + policy.guideline() + ", " + policy.profile() + ", from "
                + policy.source().toASCIIString());
    }
}
