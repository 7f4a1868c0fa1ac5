package io.gatehouse.proxy;

import java.nio.file.Path;
import java.util.Optional;

/** A dialect and the versions it prints for. Immutable and thread-safe: each setter gives a new renderer. */
public final class ProxyRenderer {
    /** What Debian 12 has: TLS 1.3, but no post-quantum key exchange. */
    private static final ServerVersion DEFAULT_OPENSSL = new ServerVersion(3, 0, 0);

    private final ProxyDialect dialect;
    private final RenderTarget target;

    private ProxyRenderer(ProxyDialect dialect, RenderTarget target) {
        this.dialect = dialect;
        this.target = target;
    }

    /** A renderer for a dialect at hand, at its default version with OpenSSL 3.0. */
    public static ProxyRenderer of(ProxyDialect dialect) {
        return new ProxyRenderer(
                dialect, new RenderTarget(dialect.defaultVersion(), DEFAULT_OPENSSL, Optional.empty()));
    }

    /**
     * Prints for this version of the server.
     *
     * @throws io.gatehouse.core.InvalidModelException if it is no version
     */
    public ProxyRenderer version(String version) {
        return with(new RenderTarget(ServerVersion.of(version), target.openssl(), target.scratch()));
    }

    /**
     * Prints for a server that runs with this version of OpenSSL, {@code 3.5.1} or {@code 3.0.x}.
     *
     * @throws io.gatehouse.core.InvalidModelException if it is no version
     */
    public ProxyRenderer openssl(String version) {
        return with(new RenderTarget(target.version(), ServerVersion.of(version), target.scratch()));
    }

    /**
     * Also prints what surrounds the site's configuration on an installed server, so that a second instance can be
     * started for a trial. Only a start finds every fault: Apache's own syntax check takes curves it then fails on.
     *
     * @param scratch the folder the files will be written to, which also takes process id, logs and caches
     * @throws io.gatehouse.core.InvalidModelException if the path is relative or holds characters that servers expand
     */
    public ProxyRenderer standalone(Path scratch) {
        return with(new RenderTarget(target.version(), target.openssl(), Optional.of(scratch)));
    }

    /** What is printed for. */
    public RenderTarget target() {
        return target;
    }

    /**
     * Prints the files.
     *
     * @throws io.gatehouse.core.InvalidModelException with everything that this server or this version cannot do, and
     *     every value that its language cannot hold
     */
    public RenderedConfig render(ReverseProxy proxy) {
        return dialect.render(proxy, target);
    }

    private ProxyRenderer with(RenderTarget changed) {
        return new ProxyRenderer(dialect, changed);
    }
}
