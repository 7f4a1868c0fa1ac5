/** Migration and rewrap of whole tables while they are in use, over plain JDBC. */
@NullMarked
package io.gatehouse.crypto.jdbc;

import org.jspecify.annotations.NullMarked;
