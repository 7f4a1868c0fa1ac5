/** DNS provider {@code ionos}: TXT records at IONOS. */
@NullMarked
package io.gatehouse.provider.dns.ionos;

import org.jspecify.annotations.NullMarked;
