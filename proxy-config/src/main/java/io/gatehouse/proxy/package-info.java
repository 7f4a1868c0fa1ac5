/**
 * A reverse proxy described once, printed for the server that runs it.
 *
 * <p>{@link io.gatehouse.proxy.ReverseProxy} is the typed model, {@link io.gatehouse.proxy.TlsPolicy} the versioned TLS
 * guideline, {@link io.gatehouse.proxy.ProxyDialects} the way to a server's own language. Nothing from the model reaches
 * a file unquoted: a value either comes out as itself or is refused with its field and the reason.
 */
@NullMarked
package io.gatehouse.proxy;

import org.jspecify.annotations.NullMarked;
