package io.gatehouse.proxy;

/**
 * Prints one state of a proxy after another, each time only what is new: of ten thousand sites, the one that changed. What
 * it gives is what {@link ProxyRenderer#render} gives, byte for byte, notes and explanations too.
 *
 * <p>A site counts as unchanged when it is the same object in the same place, so build the next proxy with
 * {@link ReverseProxy#withSites}. When something else changes, such as a listener, or a site comes or goes in front of
 * others, whose fields then have other names, more is printed anew. It holds on to the proxy and the configuration it
 * printed last.
 *
 * <p>Implementations are thread-safe; calls wait for each other.
 */
public interface IncrementalRenderer {
    /**
     * Prints the files. After a refusal the next call goes on from the last configuration that was printed.
     *
     * @throws io.gatehouse.core.InvalidModelException as {@link ProxyRenderer#render}
     */
    RenderedConfig render(ReverseProxy proxy);
}
