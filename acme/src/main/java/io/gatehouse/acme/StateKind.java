package io.gatehouse.acme;

/** What a document that a {@link CertificateStore} keeps is about. */
public enum StateKind {
    /** An account at a CA: its URL, so that it need not be asked for at each start. */
    ACCOUNT,
    /** An order that has begun: what was done so far, so that the next start goes on with it. */
    ORDER,
    /** The renewal to come: the instant drawn, and what was tried. */
    RENEWAL,
    /** Which versions were handed on to the programs that serve them. */
    DEPLOYMENT,
    /** A CA: until when it asked to be left alone. */
    ISSUER
}
