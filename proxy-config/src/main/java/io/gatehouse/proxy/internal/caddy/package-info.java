/** The dialect of Caddy. */
@NullMarked
package io.gatehouse.proxy.internal.caddy;

import org.jspecify.annotations.NullMarked;
