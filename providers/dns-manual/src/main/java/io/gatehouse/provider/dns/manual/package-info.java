/** DNS records written by a person. */
@NullMarked
package io.gatehouse.provider.dns.manual;

import org.jspecify.annotations.NullMarked;
