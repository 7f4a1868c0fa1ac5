/** DNS provider {@code google}: TXT records in Google Cloud DNS. */
@NullMarked
package io.gatehouse.provider.dns.google;

import org.jspecify.annotations.NullMarked;
