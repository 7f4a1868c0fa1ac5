/** The contract of a DNS provider as an abstract test class, published in this module's test jar. */
@NullMarked
package io.gatehouse.dns.contract;

import org.jspecify.annotations.NullMarked;
