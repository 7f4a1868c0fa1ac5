package io.gatehouse.proxy.internal.caddy;

import io.gatehouse.proxy.ServerVersion;

/** The versions of Caddy from which something is there. */
final class CaddyVersions {
    /** {@code protocols}, {@code strict_sni_host} among the servers' options, forwarded headers not taken from strangers. */
    static final ServerVersion OLDEST = new ServerVersion(2, 6, 0);

    /** {@code lb_policy client_ip_hash}, which looks behind trusted proxies. */
    static final ServerVersion CLIENT_ADDRESS_HASH = new ServerVersion(2, 7, 0);

    /**
     * {@code trusted_proxies_strict}, which takes the last address that is not a trusted proxy's rather than the first;
     * {@code basic_auth} in place of {@code basicauth}; trust pools; health checks that count.
     */
    static final ServerVersion STRICT_PROXIES_AND_TRUST_POOLS = new ServerVersion(2, 8, 0);

    /** No session tickets where clients show certificates. */
    static final ServerVersion NO_TICKETS_FOR_CLIENTS = new ServerVersion(2, 9, 0);

    /** The key exchange that outlives a quantum computer. */
    static final ServerVersion MLKEM = new ServerVersion(2, 10, 0);

    /** {@code 0rtt off}: before, whoever recorded the start of a connection over QUIC could send its request again. */
    static final ServerVersion NO_EARLY_DATA = new ServerVersion(2, 11, 0);

    private CaddyVersions() {}
}
