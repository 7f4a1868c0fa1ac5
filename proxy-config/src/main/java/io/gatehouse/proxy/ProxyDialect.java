package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.List;
import java.util.Optional;

/**
 * The language of one proxy server: turns the model into that server's files.
 *
 * <p>An implementation is found by {@link java.util.ServiceLoader} and used only when it is named, through
 * {@link ProxyDialects#named}. It is immutable and thread-safe, reads nothing but its arguments, and gives the same bytes
 * for the same arguments. It must let no value of the model change the meaning of a file: a value comes out as itself or
 * is refused.
 */
public interface ProxyDialect {
    /** The server's name in lower case, such as {@code nginx}. */
    String name();

    /** The version that is meant when none is given: an old one still in wide use. */
    ServerVersion defaultVersion();

    /**
     * Prints the files for a proxy.
     *
     * @throws io.gatehouse.core.InvalidModelException with everything that this server or this version cannot do, and
     *     every value that its language cannot hold
     */
    RenderedConfig render(ReverseProxy proxy, RenderTarget target);

    /** Why sites cannot stand in files of their own; empty if they can. */
    default Optional<String> refusalOfFilesPerSite() {
        return Optional.of("is not what " + name() + " prints: all its sites stand in one file");
    }

    /**
     * A renderer that keeps what it printed of a site for the next time.
     *
     * @throws InvalidModelException if this dialect prints everything each time
     */
    default IncrementalRenderer incremental(RenderTarget target) {
        throw new InvalidModelException(
                "ProxyRenderer",
                List.of(new Problem("incremental", "is not what " + name() + " does; render(proxy) prints it whole")));
    }
}
