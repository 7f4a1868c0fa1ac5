package io.gatehouse.proxy;

/** What a client gets that asks for a name of no site. */
public enum UnknownHosts {
    /** No handshake and no answer, where the server can; a 421 (RFC 9110 section 15.5.20) where it cannot. */
    REFUSED,
    /** A 404, under a site's certificate: for monitors that ask by address. */
    NOT_FOUND
}
