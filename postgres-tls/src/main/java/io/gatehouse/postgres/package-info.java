/**
 * One typed model of a PostgreSQL connection, and the connection that is exactly as safe as the model says.
 *
 * <p>Start at {@link io.gatehouse.postgres.Dsn} and {@link io.gatehouse.postgres.PostgresTls}.
 */
@NullMarked
package io.gatehouse.postgres;

import org.jspecify.annotations.NullMarked;
