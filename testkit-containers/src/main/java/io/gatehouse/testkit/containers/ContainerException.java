package io.gatehouse.testkit.containers;

import io.gatehouse.core.GatehouseException;
import org.jspecify.annotations.Nullable;

/** A container could not be started or asked. The message carries the container's own last words. */
public final class ContainerException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    ContainerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
