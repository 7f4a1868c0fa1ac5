/** DNS provider {@code linode}: TXT records at Linode (Akamai). */
@NullMarked
package io.gatehouse.provider.dns.linode;

import org.jspecify.annotations.NullMarked;
