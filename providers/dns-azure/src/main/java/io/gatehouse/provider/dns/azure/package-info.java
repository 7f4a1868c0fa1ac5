/** DNS provider {@code azure}: TXT records in Azure DNS. */
@NullMarked
package io.gatehouse.provider.dns.azure;

import org.jspecify.annotations.NullMarked;
