package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.nio.file.Path;
import java.util.List;
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
        return with(
                new RenderTarget(ServerVersion.of(version), target.openssl(), target.scratch(), target.filesPerSite()));
    }

    /**
     * Prints for a server that runs with this version of OpenSSL, {@code 3.5.1} or {@code 3.0.x}.
     *
     * @throws io.gatehouse.core.InvalidModelException if it is no version
     */
    public ProxyRenderer openssl(String version) {
        return with(
                new RenderTarget(target.version(), ServerVersion.of(version), target.scratch(), target.filesPerSite()));
    }

    /**
     * Also prints what surrounds the site's configuration on an installed server, so that a second instance can be
     * started for a trial. Only a start finds every fault: Apache's own syntax check takes curves it then fails on.
     *
     * @param scratch the folder the files will be written to, which also takes process id, logs and caches
     * @throws io.gatehouse.core.InvalidModelException if the path is relative or holds characters that servers expand
     */
    public ProxyRenderer standalone(Path scratch) {
        return with(new RenderTarget(target.version(), target.openssl(), Optional.of(scratch), target.filesPerSite()));
    }

    /**
     * Prints the sites into files of their own, those that differ in their names alone together into one that has the name
     * of the first host. The site's configuration includes each by its name, so that nothing is served but what the model
     * says, whatever else lies in the folder.
     *
     * @throws io.gatehouse.core.InvalidModelException if the server's language includes no files, or its dialect has not
     *     learned it
     */
    public ProxyRenderer filesPerSite() {
        dialect.refusalOfFilesPerSite().ifPresent(reason -> {
            throw new InvalidModelException("ProxyRenderer", List.of(new Problem("filesPerSite", reason)));
        });
        return with(new RenderTarget(target.version(), target.openssl(), target.scratch(), true));
    }

    /**
     * Prints one state of a proxy after another, each time only what is new. With {@link #filesPerSite} the other sites'
     * files stay as they are, too.
     *
     * @throws io.gatehouse.core.InvalidModelException if the dialect prints everything each time
     */
    public IncrementalRenderer incremental() {
        return dialect.incremental(target);
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
