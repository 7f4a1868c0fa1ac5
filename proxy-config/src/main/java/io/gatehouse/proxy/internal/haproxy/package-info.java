/** The dialect of HAProxy. */
@NullMarked
package io.gatehouse.proxy.internal.haproxy;

import org.jspecify.annotations.NullMarked;
