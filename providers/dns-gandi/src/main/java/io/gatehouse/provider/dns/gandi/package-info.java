/** DNS provider {@code gandi}: TXT records at Gandi. */
@NullMarked
package io.gatehouse.provider.dns.gandi;

import org.jspecify.annotations.NullMarked;
