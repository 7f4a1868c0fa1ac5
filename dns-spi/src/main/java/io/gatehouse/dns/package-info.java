/**
 * The contract a DNS provider signs.
 *
 * <p>A {@link io.gatehouse.dns.DnsProvider} adds TXT values to a zone and takes them away again. Everything clever
 * (which zone a name lies in, CNAMEs, one writer at a time, propagation, retries, cleaning up after a crash) is the
 * caller's work and written once, so that a provider stays near a hundred lines.
 */
@NullMarked
package io.gatehouse.dns;

import org.jspecify.annotations.NullMarked;
