package io.gatehouse.proxy;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Who answers an ACME http-01 challenge (RFC 8555 section 8.3) under {@value #PATH}. The redirect to HTTPS spares that
 * path in every case.
 */
public sealed interface AcmeChallenges {
    /** The path a certificate authority asks for, in clear. */
    String PATH = "/.well-known/acme-challenge/";

    /** Files below a folder: the challenge is at {@code <folder>/.well-known/acme-challenge/<token>}. */
    static AcmeChallenges webroot(Path folder) {
        return new Webroot(folder);
    }

    /** A solver that answers on a port of its own, such as {@code http://127.0.0.1:5002}. */
    static AcmeChallenges handOver(Upstream solver) {
        return new HandOver(solver);
    }

    /** Nobody: the path answers 404. For certificates that come by dns-01 or tls-alpn-01. */
    static AcmeChallenges none() {
        return new None();
    }

    /**
     * Files below a folder.
     *
     * @param folder the web root, an absolute path
     */
    record Webroot(Path folder) implements AcmeChallenges {
        /** Refuses null. */
        public Webroot {
            Objects.requireNonNull(folder, "folder");
        }
    }

    /**
     * A solver on a port of its own.
     *
     * @param solver where it listens
     */
    record HandOver(Upstream solver) implements AcmeChallenges {
        /** Refuses null. */
        public HandOver {
            Objects.requireNonNull(solver, "solver");
        }
    }

    /** Nobody. */
    record None() implements AcmeChallenges {}
}
