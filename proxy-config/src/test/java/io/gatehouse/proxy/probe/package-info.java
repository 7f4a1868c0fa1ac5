/** Asks a running server over the wire what it offers, with no TLS library in between that could hide something. */
@NullMarked
package io.gatehouse.proxy.probe;

import org.jspecify.annotations.NullMarked;
