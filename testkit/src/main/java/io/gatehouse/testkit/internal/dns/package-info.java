/** The authoritative server behind {@link io.gatehouse.testkit.DnsServer}. Not part of the kit's API. */
@NullMarked
package io.gatehouse.testkit.internal.dns;

import org.jspecify.annotations.NullMarked;
