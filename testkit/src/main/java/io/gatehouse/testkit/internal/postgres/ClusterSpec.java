package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.core.pki.CertificateAuthority;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a test asked for.
 *
 * @param major the major version, or empty for the newest
 * @param debianOnly whether only Debian's packages count
 * @param archives files and folders with packed PostgreSQL programs, looked at first
 * @param authority who signs the server's certificate; empty for a server without TLS
 * @param revocations whose lists of revoked client certificates count; empty for none
 * @param maintenance whether a rule for the superuser stands in front of the others
 * @param hba the lines of pg_hba.conf, or empty for the default ones
 * @param ident the lines of pg_ident.conf
 * @param settings additions to postgresql.conf
 */
public record ClusterSpec(
        Optional<Integer> major,
        boolean debianOnly,
        List<Path> archives,
        Optional<CertificateAuthority> authority,
        List<CertificateAuthority> revocations,
        boolean maintenance,
        Optional<List<String>> hba,
        List<String> ident,
        Map<String, String> settings) {

    /** Takes copies. */
    public ClusterSpec {
        archives = List.copyOf(archives);
        revocations = List.copyOf(revocations);
        hba = hba.map(List::copyOf);
        ident = List.copyOf(ident);
        settings = Map.copyOf(settings);
    }

    /** The whole of pg_hba.conf at the first start. */
    List<String> firstRules() {
        return withMaintenance(hba.orElseGet(() -> List.of(connection() + " all all samehost scram-sha-256")));
    }

    /** The rules with the one that lets the superuser in from 127.0.0.1 in front, unless it was left out. */
    List<String> withMaintenance(List<String> rules) {
        List<String> all = new ArrayList<>();
        if (maintenance) {
            all.add(connection() + " all " + Cluster.SUPERUSER + " 127.0.0.1/32 scram-sha-256");
        }
        all.addAll(rules);
        return all;
    }

    private String connection() {
        return authority.isPresent() ? "hostssl" : "host";
    }
}
