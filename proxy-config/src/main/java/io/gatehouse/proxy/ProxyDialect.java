package io.gatehouse.proxy;

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
}
