/** How real programs are found, watched and stopped. */
@NullMarked
package io.gatehouse.testkit.internal.peer;

import org.jspecify.annotations.NullMarked;
