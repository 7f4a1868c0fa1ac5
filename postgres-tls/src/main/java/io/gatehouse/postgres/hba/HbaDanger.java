package io.gatehouse.postgres.hba;

/** What {@link HbaLint} looks for. */
public enum HbaDanger {
    /** A line that the server refuses: while it stands, no change to any file of these is loaded. */
    REFUSED_LINE,

    /** {@code trust}: whoever comes is whom he says he is. */
    TRUST,

    /** {@code password}: the password itself is sent to whoever the client takes for the server. */
    CLEAR_PASSWORD,

    /** {@code md5}: a broken hash, and for roles with an MD5 password one that suffices to log in. */
    MD5,

    /** {@code ident} over TCP: the client's own machine says who the client is. */
    IDENT,

    /** A rule that lets clients of other machines in without TLS. */
    PLAINTEXT,

    /** No rule refuses connections without TLS, so that the next rule that is added may let them in. */
    PLAINTEXT_NOT_REJECTED,

    /** A rule for every IPv4 address without its twin for IPv6, or the reverse. */
    ONE_ADDRESS_FAMILY,

    /** {@code samenet}: which networks that is changes with the machine's interfaces. */
    SAME_NETWORK,

    /** A regular expression that also matches longer names than the meant ones. */
    UNANCHORED_REGEX,

    /** A rule that an earlier, broader one leaves nothing to decide. */
    NEVER_REACHED,

    /** A superuser may log in from another machine. */
    REMOTE_SUPERUSER,

    /** A copy of the whole cluster for every role, from everywhere or without a proof. */
    OPEN_REPLICATION,

    /** Client certificates are asked for, and the server has no authority to check them against. */
    CERTIFICATE_WITHOUT_CA,

    /** A {@code hostssl} rule on a server without TLS never matches. */
    TLS_IS_OFF,

    /** A host name: whoever answers for DNS decides who matches. */
    DEPENDS_ON_DNS,

    /** An address with bits that its mask takes away: it is a larger network than it reads like. */
    MISLEADING_ADDRESS,

    /** A quote that is never closed takes up the rest of its line, and the server says nothing. */
    UNCLOSED_QUOTE,

    /** A map of {@code pg_ident.conf} by which one may become any role, superusers included. */
    MAPS_TO_ANYBODY,

    /** A map that uses {@code \1} where its expression has no group: each log-in by it fails. */
    MISSING_GROUP
}
