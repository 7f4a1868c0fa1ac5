package io.gatehouse.proxy;

/** A version of HTTP as clients may speak it to a site. */
public enum HttpVersion {
    /** RFC 9112; always there, since WebSockets and every client know it. */
    HTTP_1_1,
    /** RFC 9113, over TLS; on unless it is switched off. */
    HTTP_2,
    /** RFC 9114, over QUIC; off unless it is asked for, since it needs UDP on the same port. */
    HTTP_3
}
