/** The least-privilege roles of a database: owner, migrators, groups, services; planned, compared, applied. */
@NullMarked
package io.gatehouse.postgres.roles;

import org.jspecify.annotations.NullMarked;
