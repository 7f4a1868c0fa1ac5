/** DNS provider {@code digitalocean}: TXT records at DigitalOcean. */
@NullMarked
package io.gatehouse.provider.dns.digitalocean;

import org.jspecify.annotations.NullMarked;
