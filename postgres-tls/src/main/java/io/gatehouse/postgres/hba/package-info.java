/** {@code pg_hba.conf} and {@code pg_ident.conf}: read without loss, made, printed and searched for what is dangerous. */
@NullMarked
package io.gatehouse.postgres.hba;

import org.jspecify.annotations.NullMarked;
