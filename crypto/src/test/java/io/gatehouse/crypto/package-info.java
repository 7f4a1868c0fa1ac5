/** Tests of envelope encryption. */
@NullMarked
package io.gatehouse.crypto;

import org.jspecify.annotations.NullMarked;
