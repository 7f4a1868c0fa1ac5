package io.gatehouse.postgres.roles;

import io.gatehouse.core.GatehouseException;
import org.jspecify.annotations.Nullable;

/** A {@link RolePlan} could not be applied; the database is as it was. */
public final class RolePlanException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    RolePlanException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
