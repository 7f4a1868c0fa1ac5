/** The tls-alpn-01 challenge (RFC 8737), answered by a listener of our own or by the service's own TLS. */
@NullMarked
package io.gatehouse.acme.tlsalpn01;

import org.jspecify.annotations.NullMarked;
