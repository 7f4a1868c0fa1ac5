package io.gatehouse.postgres.roles;

import io.gatehouse.core.Secret;
import java.util.Optional;

/**
 * A role that may log in.
 *
 * @param name of the role, and the common name of its certificate
 * @param password empty for a role that has a client certificate only
 */
record LoginRole(String name, Optional<Secret> password) {}
