/** The http-01 challenge (RFC 8555, section 8.3), answered from a web server's folder or by a server of our own. */
@NullMarked
package io.gatehouse.acme.http01;

import org.jspecify.annotations.NullMarked;
