/** The contract of a certificate store as an abstract test class, published in this module's test jar. */
@NullMarked
package io.gatehouse.acme.contract;

import org.jspecify.annotations.NullMarked;
