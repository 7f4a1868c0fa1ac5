package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.proxy.internal.PlainText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a configuration is printed for.
 *
 * @param version the server's version
 * @param openssl the version of OpenSSL that the server runs with; of no account to Caddy
 * @param scratch the folder for the files, process id, logs and caches: when present, the output also holds what surrounds the site's
 *     configuration on an installed server, so that an instance of its own can be started beside it
 * @param filesPerSite whether the sites stand in files of their own, which the site's configuration includes
 */
public record RenderTarget(ServerVersion version, ServerVersion openssl, Optional<Path> scratch, boolean filesPerSite) {
    /**
     * Checks the scratch folder.
     *
     * @throws InvalidModelException if it is relative or holds characters that servers expand
     */
    public RenderTarget {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(openssl, "openssl");
        scratch.ifPresent(RenderTarget::check);
    }

    /** All sites in one file. */
    public RenderTarget(ServerVersion version, ServerVersion openssl, Optional<Path> scratch) {
        this(version, openssl, scratch, false);
    }

    private static void check(Path scratch) {
        List<Problem> problems = new ArrayList<>();
        PlainText.refusal(scratch.toString()).ifPresent(reason -> problems.add(new Problem("scratch", reason)));
        if (!scratch.isAbsolute()) {
            problems.add(new Problem("scratch", "must be an absolute path"));
        }
        if (scratch.toString().matches("(?s).*[*?\\[].*")) {
            problems.add(
                    new Problem("scratch", "must hold none of * ? [, which servers expand when they include files"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("RenderTarget", problems);
        }
    }
}
