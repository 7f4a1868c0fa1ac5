@NullMarked
package io.gatehouse.provider.dns.route53;

import org.jspecify.annotations.NullMarked;
