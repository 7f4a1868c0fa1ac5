package io.gatehouse.proxy.internal;

import io.gatehouse.proxy.RenderTarget;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.ServerVersion;
import java.util.ArrayList;
import java.util.List;

/** One rendering under way: what is printed for what, and what was found on the way. For one thread. */
public final class Rendering {
    private final String server;
    private final ReverseProxy proxy;
    private final RenderTarget target;
    private final Problems problems = new Problems();
    private final List<String> notes = new ArrayList<>();

    /**
     * Starts a rendering.
     *
     * @param server the server's name as people write it
     */
    public Rendering(String server, ReverseProxy proxy, RenderTarget target) {
        this.server = server;
        this.proxy = proxy;
        this.target = target;
    }

    /** The model. */
    public ReverseProxy proxy() {
        return proxy;
    }

    /** What is printed for. */
    public RenderTarget target() {
        return target;
    }

    /** What cannot be done. */
    public Problems problems() {
        return problems;
    }

    /** What a person should know. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** Adds a note, once. */
    public void note(String note) {
        if (!notes.contains(note)) {
            notes.add(note);
        }
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

    /** The first lines of every file. */
    public List<Node> preamble(boolean withOpenSsl) {
        String on = withOpenSsl ? " with OpenSSL " + target.openssl() : "";
        return List.of(
                Node.comment("Written by Gatehouse for " + server + " " + target.version() + on + "."),
                Node.comment("Change the model and print it again rather than edit this file."),
                Node.comment("TLS: guideline " + proxy.tls().guideline() + ", "
                        + proxy.tls().profile() + ", from "
                        + proxy.tls().source().toASCIIString()));
    }
}
