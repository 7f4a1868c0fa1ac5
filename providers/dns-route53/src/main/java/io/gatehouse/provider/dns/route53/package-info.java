/** Amazon Route 53, through the official SDK. */
@NullMarked
package io.gatehouse.provider.dns.route53;

import org.jspecify.annotations.NullMarked;
