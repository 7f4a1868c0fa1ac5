/** DNS provider {@code powerdns}: TXT records at PowerDNS Authoritative Server, by its HTTP API. */
@NullMarked
package io.gatehouse.provider.dns.powerdns;

import org.jspecify.annotations.NullMarked;
