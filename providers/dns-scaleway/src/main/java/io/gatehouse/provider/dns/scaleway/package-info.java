/** DNS provider {@code scaleway}: TXT records at Scaleway. */
@NullMarked
package io.gatehouse.provider.dns.scaleway;

import org.jspecify.annotations.NullMarked;
