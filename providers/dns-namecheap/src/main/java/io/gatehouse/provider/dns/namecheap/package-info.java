/** DNS provider {@code namecheap}: TXT records at Namecheap, by its XML API. */
@NullMarked
package io.gatehouse.provider.dns.namecheap;

import org.jspecify.annotations.NullMarked;
