/** The dialect of Apache httpd. */
@NullMarked
package io.gatehouse.proxy.internal.apache;

import org.jspecify.annotations.NullMarked;
