package io.gatehouse.core;

/**
 * What a certificate can be issued for: a domain name (RFC 8555, section 9.7.7) or an IP address (RFC 8738).
 *
 * <p>Immutable; two identifiers are equal when their canonical {@link #text()} is.
 */
public sealed interface Identifier permits DomainName, IpAddress {

    /**
     * Reads an IP address if the text is one, a domain name otherwise.
     *
     * @throws InvalidNameException if it is neither
     */
    static Identifier parse(String text) {
        return IpAddress.looksLikeAddress(text) ? IpAddress.of(text) : DomainName.of(text);
    }

    /** The canonical text: a lower-case ASCII name without trailing dot, or an address as RFC 5952 writes it. */
    String text();
}
