package io.gatehouse.proxy.internal;

import io.gatehouse.proxy.RoutePath;
import java.util.regex.Pattern;

/** A route's path as a regular expression, for servers whose own prefixes are not in whole segments, or fold cases. */
public final class PathPattern {
    private static final Pattern MEANS_MORE = Pattern.compile("[.+()]");

    private PathPattern() {}

    /**
     * What stands behind {@code ^} to match the path itself and what is below it. Signs that mean something are put in
     * brackets rather than behind a backslash, which not every directive reads in the same way.
     */
    public static String under(RoutePath path) {
        return MEANS_MORE.matcher(path.text()).replaceAll("[$0]") + (path.isFolder() ? "" : "(/|$)");
    }
}
