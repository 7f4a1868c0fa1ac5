/** DNS provider {@code cloudflare}: TXT records at Cloudflare. */
@NullMarked
package io.gatehouse.provider.dns.cloudflare;

import org.jspecify.annotations.NullMarked;
