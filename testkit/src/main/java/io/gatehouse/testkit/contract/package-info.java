/** Abstract test classes that state a contract; whoever implements it extends them. */
@NullMarked
package io.gatehouse.testkit.contract;

import org.jspecify.annotations.NullMarked;
