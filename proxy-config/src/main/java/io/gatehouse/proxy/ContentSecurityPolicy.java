package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Content-Security-Policy (CSP Level 3): where a page's parts may come from. Added to the application's own, never put in its
 * place, since browsers enforce each one they get.
 *
 * @param directives the sources of each directive
 */
public record ContentSecurityPolicy(Map<CspDirective, List<CspSource>> directives) {
    /**
     * Copies the map, in the order of the directives, and checks it.
     *
     * @throws InvalidModelException if a directive has no source, or one beside {@code 'none'}
     */
    public ContentSecurityPolicy {
        EnumMap<CspDirective, List<CspSource>> copy = new EnumMap<>(CspDirective.class);
        List<Problem> problems = new ArrayList<>();
        directives.forEach((directive, sources) -> {
            copy.put(directive, List.copyOf(sources));
            if (sources.isEmpty()) {
                problems.add(new Problem(directive.headerName(), "has no source; give CspSource.NONE for nothing"));
            }
            if (sources.size() > 1 && sources.contains(CspSource.NONE)) {
                problems.add(new Problem(directive.headerName(), "has 'none' beside other sources; it stands alone"));
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidModelException("ContentSecurityPolicy", problems);
        }
        directives = Collections.unmodifiableMap(copy);
    }

    /** A policy that allows nothing yet but what its directives name: {@code default-src 'none'}. */
    public static ContentSecurityPolicy denyAll() {
        return new ContentSecurityPolicy(Map.of(CspDirective.DEFAULT_SRC, List.of(CspSource.NONE)));
    }

    /** A policy for pages that load everything from their own origin. */
    public static ContentSecurityPolicy selfOnly() {
        return new ContentSecurityPolicy(Map.of(CspDirective.DEFAULT_SRC, List.of(CspSource.SELF)))
                .with(CspDirective.OBJECT_SRC, CspSource.NONE)
                .with(CspDirective.BASE_URI, CspSource.SELF)
                .with(CspDirective.FORM_ACTION, CspSource.SELF);
    }

    /**
     * The same, with these sources, and no others, for a directive.
     *
     * @throws InvalidModelException if there is none, or one beside {@code 'none'}
     */
    public ContentSecurityPolicy with(CspDirective directive, CspSource... sources) {
        EnumMap<CspDirective, List<CspSource>> copy = new EnumMap<>(directives);
        copy.put(directive, List.of(sources));
        return new ContentSecurityPolicy(copy);
    }

    /** The header's value, without {@code frame-ancestors}. */
    public String headerValue() {
        return directives.entrySet().stream()
                .map(entry -> entry.getKey().headerName() + " "
                        + entry.getValue().stream().map(CspSource::text).collect(Collectors.joining(" ")))
                .collect(Collectors.joining("; "));
    }
}
