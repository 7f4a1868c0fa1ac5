/** DNS UPDATE (RFC 2136) signed with TSIG (RFC 8945). */
@NullMarked
package io.gatehouse.provider.dns.rfc2136;

import org.jspecify.annotations.NullMarked;
