/** The TLS settings of {@code postgresql.conf}, by version, the certificate that a running server shows, and whose it takes. */
@NullMarked
package io.gatehouse.postgres.server;

import org.jspecify.annotations.NullMarked;
