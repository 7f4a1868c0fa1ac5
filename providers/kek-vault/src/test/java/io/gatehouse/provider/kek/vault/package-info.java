@NullMarked
package io.gatehouse.provider.kek.vault;

import org.jspecify.annotations.NullMarked;
