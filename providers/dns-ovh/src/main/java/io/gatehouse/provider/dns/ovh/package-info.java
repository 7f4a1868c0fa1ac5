/** DNS provider {@code ovh}: TXT records at OVHcloud, by its API 1.0. */
@NullMarked
package io.gatehouse.provider.dns.ovh;

import org.jspecify.annotations.NullMarked;
