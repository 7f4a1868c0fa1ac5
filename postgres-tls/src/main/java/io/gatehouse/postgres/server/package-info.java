/** The TLS settings of {@code postgresql.conf}, by version, and the certificate that a running server shows. */
@NullMarked
package io.gatehouse.postgres.server;

import org.jspecify.annotations.NullMarked;
