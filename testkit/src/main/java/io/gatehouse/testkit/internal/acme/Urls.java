package io.gatehouse.testkit.internal.acme;

import io.gatehouse.testkit.AcmeResource;
import java.util.Locale;
import java.util.Optional;

/** The URLs of the CA's resources: the base, the resource, and where it has one its id. */
record Urls(String base) {

    String of(AcmeResource resource) {
        return base + "/" + segment(resource);
    }

    String of(AcmeResource resource, String id) {
        return of(resource) + "/" + id;
    }

    /** The id in a URL of the resource; empty when it is another URL. */
    Optional<String> idIn(String url, AcmeResource resource) {
        String start = of(resource) + "/";
        return url.startsWith(start) ? Optional.of(url.substring(start.length())) : Optional.empty();
    }

    static AcmeResource resourceOf(String path) {
        String segment = path.split("/", -1)[1];
        for (AcmeResource resource : AcmeResource.values()) {
            if (segment(resource).equals(segment) && resource != AcmeResource.UNKNOWN) {
                return resource;
            }
        }
        return AcmeResource.UNKNOWN;
    }

    /** The id in a path such as {@code /order/id}; empty text when there is none. */
    static String idOf(String path) {
        String[] parts = path.split("/", 3);
        return parts.length == 3 ? parts[2] : "";
    }

    private static String segment(AcmeResource resource) {
        return resource.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
