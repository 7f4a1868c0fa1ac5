/** DNS provider {@code acmedns}: TXT records at acme-dns, by its update endpoint. */
@NullMarked
package io.gatehouse.provider.dns.acmedns;

import org.jspecify.annotations.NullMarked;
