package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Files below a folder, in place of an application. The route's path stands for the folder: with root {@code /srv/www},
 * the route {@code /assets} answers {@code /assets/a.css} with {@code /srv/www/a.css}.
 *
 * @param root the folder, an absolute path
 * @param index the file that answers for a folder, such as {@code index.html}
 * @param fallback the file below {@code root} that answers, with 200, for what is not there, as single-page applications
 *     need; empty for 404
 */
public record StaticFiles(Path root, String index, Optional<RoutePath> fallback) implements RouteAnswer {
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    /**
     * Checks the names.
     *
     * @throws InvalidModelException if the index is no plain file name or the fall-back is a folder
     */
    public StaticFiles {
        Objects.requireNonNull(root, "root");
        if (!FILE_NAME.matcher(index).matches()) {
            throw refused("index", "\"" + index + "\" is no plain file name; give letters, digits and ._-");
        }
        if (fallback.filter(RoutePath::isFolder).isPresent()) {
            throw refused("fallback", "must be a file, such as /index.html");
        }
    }

    /** Files below a folder, {@code index.html} for folders, 404 for what is not there. */
    public static StaticFiles in(Path root) {
        return new StaticFiles(root, "index.html", Optional.empty());
    }

    /** The same, with another file for folders. */
    public StaticFiles index(String name) {
        return new StaticFiles(root, name, fallback);
    }

    /** The same, with a file for what is not there: {@code /index.html}. */
    public StaticFiles fallback(String path) {
        return new StaticFiles(root, index, Optional.of(RoutePath.of(path)));
    }

    private static InvalidModelException refused(String field, String reason) {
        return new InvalidModelException("StaticFiles", List.of(new Problem(field, reason)));
    }
}
