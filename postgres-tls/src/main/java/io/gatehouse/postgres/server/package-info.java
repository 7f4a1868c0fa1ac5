/** The TLS settings of {@code postgresql.conf}, by version. */
@NullMarked
package io.gatehouse.postgres.server;

import org.jspecify.annotations.NullMarked;
