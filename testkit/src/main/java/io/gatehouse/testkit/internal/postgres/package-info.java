/** How the test kit finds, unpacks, starts and stops PostgreSQL. Not exported. */
@NullMarked
package io.gatehouse.testkit.internal.postgres;

import org.jspecify.annotations.NullMarked;
