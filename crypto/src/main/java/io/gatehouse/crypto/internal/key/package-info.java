/** The keys that this module opens by URI. */
@NullMarked
package io.gatehouse.crypto.internal.key;

import org.jspecify.annotations.NullMarked;
