package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.core.pki.CertificateAuthority;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a test asked for.
 *
 * @param major the major version, or empty for the newest
 * @param debianOnly whether only Debian's packages count
 * @param authority who signs the server's certificate; empty for a server without TLS
 * @param hba the lines of pg_hba.conf
 * @param settings additions to postgresql.conf
 */
public record ClusterSpec(
        Optional<Integer> major,
        boolean debianOnly,
        Optional<CertificateAuthority> authority,
        List<String> hba,
        Map<String, String> settings) {

    /** Takes copies. */
    public ClusterSpec {
        hba = List.copyOf(hba);
        settings = Map.copyOf(settings);
    }
}
