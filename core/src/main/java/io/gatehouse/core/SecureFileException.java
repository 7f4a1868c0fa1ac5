package io.gatehouse.core;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file could not be written safely, or may not be trusted to hold a secret. The message says how to mend it. */
public final class SecureFileException extends GatehouseException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    SecureFileException(Path file, String message) {
        this(file, message, null);
    }

    SecureFileException(Path file, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.file = file;
    }

    /** The file or folder it is about; not kept when the exception is serialised. */
    public Path file() {
        return file;
    }
}
