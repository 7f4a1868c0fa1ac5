package io.gatehouse.proxy.internal.apache;

import io.gatehouse.proxy.ProxyDialect;
import io.gatehouse.proxy.RenderTarget;
import io.gatehouse.proxy.RenderedConfig;
import io.gatehouse.proxy.ReverseProxy;
import io.gatehouse.proxy.ServerVersion;
import io.gatehouse.proxy.internal.Grammar;
import io.gatehouse.proxy.internal.Node;
import io.gatehouse.proxy.internal.Rendering;
import io.gatehouse.proxy.internal.Rule;
import java.util.List;

/** Apache httpd: one file of virtual hosts; standalone, an {@code httpd.conf} that loads modules and includes it. */
public final class ApacheDialect implements ProxyDialect {
    static final String SITE = "site.conf";
    private static final String MAIN = "httpd.conf";

    private final Grammar grammar = new ApacheGrammar();

    /** For {@link java.util.ServiceLoader}. */
    public ApacheDialect() {}

    @Override
    public String name() {
        return "apache";
    }

    @Override
    public ServerVersion defaultVersion() {
        return new ServerVersion(2, 4, 57);
    }

    @Override
    public RenderedConfig render(ReverseProxy proxy, RenderTarget target) {
        Rendering rendering = new Rendering("Apache httpd", proxy, target);
        ApacheUsers users = new ApacheUsers(rendering);
        Grammar.Page page = grammar.page(rendering.problems());
        new ApacheSites(rendering, users).print(page::add);
        rendering.add(SITE, page.printed());
        users.print();
        target.scratch()
                .ifPresent(scratch -> rendering.print(
                        MAIN, grammar, List.of(Node.by(Rule.STANDALONE, ApacheStandalone.nodes(rendering, scratch)))));
        return rendering.finish(target.scratch().isPresent() ? MAIN : SITE);
    }
}
