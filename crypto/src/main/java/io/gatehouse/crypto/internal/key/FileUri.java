package io.gatehouse.crypto.internal.key;

import io.gatehouse.crypto.KeyEncryptionKeyException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the path of URIs such as {@code file:/etc/gatehouse/kek}; other schemes follow the rules of {@code file}. */
final class FileUri {
    private FileUri() {}

    /** The file, which must be named from the root: where a process happens to run decides nothing. */
    static Path path(URI uri, @Nullable String query) {
        String scheme = uri.getScheme();
        boolean foreign =
                uri.getRawAuthority() != null && !uri.getRawAuthority().isEmpty();
        if (uri.isOpaque() || foreign || uri.getRawFragment() != null || !allowed(uri.getRawQuery(), query)) {
            throw new KeyEncryptionKeyException("The URI of the key is not of the form " + scheme
                    + ":/path/from/the/root" + (query == null ? "" : "?" + query + "=…"));
        }
        try {
            // Through a file URI, so that every platform's rules for roots hold.
            return Path.of(URI.create("file://" + uri.getRawPath()));
        } catch (IllegalArgumentException e) {
            throw new KeyEncryptionKeyException(
                    "The URI of the key names a path that this platform does not have: " + uri.getPath(), e);
        }
    }

    private static boolean allowed(@Nullable String query, @Nullable String known) {
        return query == null || (known != null && query.startsWith(known + "=") && !query.contains("&"));
    }
}
