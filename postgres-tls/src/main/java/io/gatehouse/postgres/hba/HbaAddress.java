package io.gatehouse.postgres.hba;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.IpAddress;

/**
 * Where a connection comes from, as {@code pg_hba.conf} says it.
 *
 * @param text the address field
 */
public record HbaAddress(String text) {
    /** Every IPv4 address; a rule for it never matches IPv6. */
    public static final HbaAddress ANY_IPV4 = new HbaAddress("0.0.0.0/0");

    /** Every IPv6 address; a rule for it never matches IPv4. */
    public static final HbaAddress ANY_IPV6 = new HbaAddress("::/0");

    /** Every address, IPv4 and IPv6. */
    public static final HbaAddress ANY = new HbaAddress("all");

    /** The server's own addresses. */
    public static final HbaAddress SAME_HOST = new HbaAddress("samehost");

    /**
     * A legal address field.
     *
     * @throws IllegalArgumentException for anything else
     */
    public HbaAddress {
        if (!text.equals("all") && !text.equals("samehost")) {
            check(text);
        }
    }

    /**
     * A network in CIDR form.
     *
     * @param network as {@code 10.0.0.0/8} or {@code fd00::/8}; bits beyond the prefix must be zero
     * @throws IllegalArgumentException if it is not
     */
    public static HbaAddress network(String network) {
        if (network.indexOf('/') < 0) {
            throw new IllegalArgumentException(
                    "'" + network + "' has no prefix length: write /32 or /128 for one host");
        }
        return new HbaAddress(network);
    }

    /**
     * One address.
     *
     * @param address of the client
     */
    public static HbaAddress of(IpAddress address) {
        return new HbaAddress(address.text() + (address.isV4() ? "/32" : "/128"));
    }

    private static void check(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            DomainName name = DomainName.of(text);
            throw new IllegalArgumentException(
                    "a rule for the host name " + name + " would depend on DNS: name its network instead");
        }
        IpAddress address = IpAddress.of(text.substring(0, slash));
        String prefix = text.substring(slash + 1);
        int bits = address.bytes().length * 8;
        if (!prefix.matches("\\d{1,3}") || Integer.parseInt(prefix) > bits) {
            throw new IllegalArgumentException("'" + text + "' has no prefix length from 0 to " + bits);
        }
        if (!isZeroBeyond(address.bytes(), Integer.parseInt(prefix))) {
            throw new IllegalArgumentException(
                    "'" + text + "' has address bits beyond its prefix, so it means less or more than it seems");
        }
    }

    private static boolean isZeroBeyond(byte[] address, int prefix) {
        for (int bit = prefix; bit < address.length * 8; bit++) {
            if ((address[bit / 8] & 0x80 >> bit % 8) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
