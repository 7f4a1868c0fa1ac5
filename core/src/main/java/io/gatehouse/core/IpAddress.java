package io.gatehouse.core;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;

/**
 * An IPv4 or IPv6 address, held as RFC 5952 writes it. Reading one never asks DNS.
 *
 * <p>IPv4 is four decimal numbers without leading zeros; IPv6 is RFC 4291 text, without brackets and without a zone id
 * (a certificate cannot hold one). An IPv4-mapped IPv6 address stays IPv6. Immutable.
 *
 * @param text the address; normalised on construction
 */
public record IpAddress(String text) implements Identifier {

    /**
     * Normalises and checks the address.
     *
     * @throws InvalidNameException if it is not an IP address
     */
    public IpAddress {
        text = IpText.format(IpText.parse(Objects.requireNonNull(text, "text")));
    }

    /**
     * Reads an address.
     *
     * @throws InvalidNameException if it is not an IP address
     */
    public static IpAddress of(String text) {
        return new IpAddress(text);
    }

    /**
     * Takes an address as the JDK holds it.
     *
     * @throws InvalidNameException if the address has a zone id
     */
    public static IpAddress of(InetAddress address) {
        if (address instanceof Inet6Address v6 && (v6.getScopeId() != 0 || v6.getScopedInterface() != null)) {
            throw new InvalidNameException(address.getHostAddress(), IpText.ZONE_ID);
        }
        return new IpAddress(IpText.format(address.getAddress()));
    }

    /**
     * Takes an address as it stands in a certificate or packet.
     *
     * @param bytes 4 or 16 bytes in network order
     * @throws IllegalArgumentException if there are neither 4 nor 16
     */
    public static IpAddress ofBytes(byte[] bytes) {
        if (bytes.length != 4 && bytes.length != 16) {
            throw new IllegalArgumentException("An IP address has 4 or 16 bytes, not " + bytes.length);
        }
        return new IpAddress(IpText.format(bytes));
    }

    /** The address in network order: 4 bytes or 16, a fresh array. */
    public byte[] bytes() {
        return IpText.parse(text);
    }

    /** Whether this is an IPv4 address. */
    public boolean isV4() {
        return text.indexOf(':') < 0;
    }

    /** Whether this is an IPv6 address. */
    public boolean isV6() {
        return !isV4();
    }

    /** The address as the JDK holds it, without a host name; an IPv4-mapped address stays an {@link Inet6Address}. */
    public InetAddress toInetAddress() {
        try {
            return isV4() ? InetAddress.getByAddress(bytes()) : Inet6Address.getByAddress(null, bytes(), -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("A checked address has a legal length", e);
        }
    }

    /** The canonical text. */
    @Override
    public String toString() {
        return text;
    }

    static boolean looksLikeAddress(String text) {
        if (text.indexOf(':') >= 0) {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
