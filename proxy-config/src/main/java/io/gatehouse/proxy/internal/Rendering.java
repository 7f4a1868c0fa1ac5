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
    private final Set<String> leftOut = new LinkedHashSet<>();
    private Optional<RenderedConfig> earlier = Optional.empty();
    private final Set<String> confidential = new LinkedHashSet<>();
    private boolean entryIsConfidential;

    /**
     * Starts a rendering.
     *
     * @param server the server's name as people write it
     */
    public Rendering(String server, ReverseProxy proxy, RenderTarget target) {
        this(server, proxy, target, SiteScope.of(proxy, List.of()));
    }

    /**
     * Starts a rendering.
     *
     * @param sites the proxy's sites, in their order
     */
    public Rendering(String server, ReverseProxy proxy, RenderTarget target, List<SiteScope> sites) {
        this.server = server;
        this.proxy = proxy;
        this.target = target;
        this.sites = sites;
    }

    /** The same rendering with nothing found yet: for a part whose findings are kept with it. */
    public Rendering apart() {
        return new Rendering(server, proxy, target, sites);
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

    /** Says that the file to start with holds password hashes. */
    public void confidentialEntry() {
        entryIsConfidential = true;
    }

    /** Says which of the files hold password hashes. */
    public void confidential(Set<String> names) {
        confidential.addAll(names);
    }

    /** Starts from the files of an earlier rendering; what is printed now takes their place. */
    public void startFrom(RenderedConfig earlier) {
        this.earlier = Optional.of(earlier);
    }

    /** Leaves out a file of the earlier rendering. */
    public void leaveOut(String file) {
        leftOut.add(file);
    }

    /**
     * What was printed.
     *
     * @throws io.gatehouse.core.InvalidModelException with everything that cannot be done
     */
    public RenderedConfig finish(String entry) {
        problems.throwIfAny(server + " configuration");
        if (entryIsConfidential) {
            confidential.add(entry);
        }
        return new RenderedConfig(
                entry,
                earlier.map(config -> ByFile.copyOf(config.files()).with(files, leftOut))
                        .orElseGet(() -> ByFile.copyOf(files)),
                List.copyOf(notes),
                earlier.map(config -> ByFile.copyOf(config.explanations()).with(explanations, leftOut))
                        .orElseGet(() -> ByFile.copyOf(explanations)),
                confidential);
    }

    /** What was noted, in order. */
    public List<String> notes() {
        return List.copyOf(notes);
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
    public List<Node> firstLines(boolean withOpenSsl) {
        String on = withOpenSsl ? " with OpenSSL " + target.openssl() : "";
        return List.of(
                Node.comment("Written by Gatehouse for " + server + " " + target.version() + on + "."),
                Node.comment("Change the model and print it again rather than edit this file."));
    }

    /** The first lines of a file that holds everything, and where its TLS policies come from. */
    public List<Node> preamble(boolean withOpenSsl) {
        List<Node> nodes = new ArrayList<>(firstLines(withOpenSsl));
        for (TlsPolicy policy : policies()) {
            policy.reason().ifPresent(reason -> note("The TLS policy departs from the guideline: " + reason));
        }
        policies().stream().map(Rendering::origin).distinct().forEach(nodes::add);
        return nodes;
    }

    /** The policies of all sites, each once; most sites have the very same one. */
    private Set<TlsPolicy> policies() {
        Set<TlsPolicy> policies = new LinkedHashSet<>();
        TlsPolicy last = null;
        for (SiteScope scope : sites) {
            TlsPolicy policy = scope.site().tls();
            if (!policy.equals(last)) {
                policies.add(policy);
            }
            last = policy;
        }
        return policies;
    }

    private static Node origin(TlsPolicy policy) {
        if (policy.reason().isPresent()) {
            return Node.comment("TLS: a policy of its own, which departs from guideline " + policy.guideline());
        }
        return Node.comment("TLS: guideline " + policy.guideline() + ", " + policy.profile() + ", from "
                + policy.source().toASCIIString());
    }
}
