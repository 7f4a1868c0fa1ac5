/** The dialect of nginx. */
@NullMarked
package io.gatehouse.proxy.internal.nginx;

import org.jspecify.annotations.NullMarked;
