/** The least-privilege roles of a database: owner, migrator, agent. */
@NullMarked
package io.gatehouse.postgres.roles;

import org.jspecify.annotations.NullMarked;
