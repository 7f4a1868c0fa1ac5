/** DNS provider {@code http}: TXT records by HTTP requests to a server of the user's, as lego's httpreq sends them. */
@NullMarked
package io.gatehouse.provider.dns.http;

import org.jspecify.annotations.NullMarked;
