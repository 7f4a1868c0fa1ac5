package io.gatehouse.acme;

import java.util.Arrays;
import java.util.Optional;

/** The ways to prove control of a name that Gatehouse can answer. */
public enum ChallengeType {
    /** A file under {@code http://name/.well-known/acme-challenge/} (RFC 8555, section 8.3). No wildcards. */
    HTTP_01("http-01"),
    /** A TXT record at {@code _acme-challenge.name} (RFC 8555, section 8.4). */
    DNS_01("dns-01"),
    /**
     * A TXT record at a name of the account's own, {@code _label._acme-challenge.name}
     * (draft-ietf-acme-dns-account-label), so that several accounts can prove one name at a time. Few CAs offer it yet.
     */
    DNS_ACCOUNT_01("dns-account-01"),
    /** A handshake for {@code acme-tls/1} on port 443 (RFC 8737). No wildcards. */
    TLS_ALPN_01("tls-alpn-01");

    private final String text;

    ChallengeType(String text) {
        this.text = text;
    }

    /** The name in the ACME registry. */
    public String text() {
        return text;
    }

    static Optional<ChallengeType> find(String text) {
        return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
    }

    /** The name in the ACME registry. */
    @Override
    public String toString() {
        return text;
    }
}
