/** Typed rules of {@code pg_hba.conf} and their printer. */
@NullMarked
package io.gatehouse.postgres.hba;

import org.jspecify.annotations.NullMarked;
