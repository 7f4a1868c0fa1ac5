/** The contract of a key-encryption key as an abstract test class, published in this module's test jar. */
@NullMarked
package io.gatehouse.crypto.contract;

import org.jspecify.annotations.NullMarked;
