/** DNS provider {@code hetzner}: TXT records at Hetzner. */
@NullMarked
package io.gatehouse.provider.dns.hetzner;

import org.jspecify.annotations.NullMarked;
