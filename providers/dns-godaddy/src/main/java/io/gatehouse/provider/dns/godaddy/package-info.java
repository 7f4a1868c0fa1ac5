/** DNS provider {@code godaddy}: TXT records at GoDaddy. */
@NullMarked
package io.gatehouse.provider.dns.godaddy;

import org.jspecify.annotations.NullMarked;
