package io.gatehouse.proxy;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What pages of other origins may have to do with this site's. Each is sent only where it is set, since each can break a
 * page that relies on others.
 *
 * @param opener Cross-Origin-Opener-Policy
 * @param embedder Cross-Origin-Embedder-Policy
 * @param resource Cross-Origin-Resource-Policy
 */
public record CrossOrigin(Optional<Opener> opener, Optional<Embedder> embedder, Optional<Resource> resource) {
    /** Whether windows of other origins keep a handle on this one. */
    public enum Opener {
        /** Only those of the same origin. */
        SAME_ORIGIN,
        /** Those of the same origin, and pop-ups that this page opens. */
        SAME_ORIGIN_ALLOW_POPUPS
    }

    /** What this page may load from other origins. */
    public enum Embedder {
        /** Only what says it may be. */
        REQUIRE_CORP,
        /** Anything, but without cookies. */
        CREDENTIALLESS
    }

    /** Who may load this site's files. */
    public enum Resource {
        /** Pages of the same origin. */
        SAME_ORIGIN,
        /** Pages of the same registrable domain. */
        SAME_SITE,
        /** Everyone. */
        CROSS_ORIGIN
    }

    /** Refuses nulls. */
    public CrossOrigin {
        Objects.requireNonNull(opener, "opener");
        Objects.requireNonNull(embedder, "embedder");
        Objects.requireNonNull(resource, "resource");
    }

    /** Nothing is said. */
    public static CrossOrigin unset() {
        return new CrossOrigin(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What a page needs to be isolated from all others. */
    public static CrossOrigin isolated() {
        return new CrossOrigin(
                Optional.of(Opener.SAME_ORIGIN), Optional.of(Embedder.REQUIRE_CORP), Optional.of(Resource.SAME_ORIGIN));
    }

    /** The same, with this opener policy. */
    public CrossOrigin opener(Opener policy) {
        return new CrossOrigin(Optional.of(policy), embedder, resource);
    }

    /** The same, with this embedder policy. */
    public CrossOrigin embedder(Embedder policy) {
        return new CrossOrigin(opener, Optional.of(policy), resource);
    }

    /** The same, with this resource policy. */
    public CrossOrigin resource(Resource policy) {
        return new CrossOrigin(opener, embedder, Optional.of(policy));
    }

    /** A policy as it stands in its header. */
    public static String headerValue(Enum<?> policy) {
        return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
