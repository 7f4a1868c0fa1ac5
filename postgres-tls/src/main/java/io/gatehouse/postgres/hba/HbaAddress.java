package io.gatehouse.postgres.hba;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.IpAddress;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection comes from, as {@code pg_hba.conf} says it.
 *
 * <p>Immutable; two are equal if they print the same.
 */
public final class HbaAddress {
    /** Every IPv4 address; a rule for it never matches IPv6. */
    public static final HbaAddress ANY_IPV4 = network("0.0.0.0/0");

    /** Every IPv6 address; a rule for it never matches IPv4. */
    public static final HbaAddress ANY_IPV6 = network("::/0");

    /** Every address, IPv4 and IPv6. */
    public static final HbaAddress ANY = new HbaAddress(Kind.ALL, "all", new byte[0], new byte[0]);

    /** The server's own addresses. */
    public static final HbaAddress SAME_HOST = new HbaAddress(Kind.SAME_HOST, "samehost", new byte[0], new byte[0]);

    /** The forms of an address. */
    public enum Kind {
        /** {@code all}. */
        ALL,
        /** {@code samehost}. */
        SAME_HOST,
        /** {@code samenet}: every network that the server's machine has an address in. */
        SAME_NET,
        /** An address and its mask. */
        NETWORK,
        /** A host name, or with a leading dot the end of one; both depend on DNS. */
        HOST_NAME
    }

    private final Kind kind;
    private final String text;
    private final byte[] address;
    private final byte[] mask;

    private HbaAddress(Kind kind, String text, byte[] address, byte[] mask) {
        this.kind = kind;
        this.text = text;
        this.address = address;
        this.mask = mask;
    }

    /**
     * A network in CIDR form.
     *
     * @param network as {@code 10.0.0.0/8} or {@code fd00::/8}; bits beyond the prefix must be zero
     * @throws IllegalArgumentException if it is not
     */
    public static HbaAddress network(String network) {
        int slash = network.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "'" + network + "' has no prefix length: write /32 or /128 for one host");
        }
        byte[] address = IpAddress.of(network.substring(0, slash)).bytes();
        String prefix = network.substring(slash + 1);
        int bits = address.length * 8;
        if (!prefix.matches("\\d{1,3}") || Integer.parseInt(prefix) > bits) {
            throw new IllegalArgumentException("'" + network + "' has no prefix length from 0 to " + bits);
        }
        HbaAddress read = network(address, NumericAddress.mask(Integer.parseInt(prefix), address.length));
        if (read.hasBitsBeyondMask()) {
            throw new IllegalArgumentException(
                    "'" + network + "' has address bits beyond its prefix, so it means less or more than it seems");
        }
        return read;
    }

    /**
     * One address.
     *
     * @param address of the client
     */
    public static HbaAddress of(IpAddress address) {
        byte[] bytes = address.bytes();
        return network(bytes, NumericAddress.mask(bytes.length * 8, bytes.length));
    }

    /**
     * A host by its name, which the server looks up in DNS in both directions at each connection. Whoever answers for DNS
     * decides who matches.
     *
     * @param host of the client
     */
    public static HbaAddress insecureHost(DomainName host) {
        return hostName(host.text());
    }

    static HbaAddress sameNet() {
        return new HbaAddress(Kind.SAME_NET, "samenet", new byte[0], new byte[0]);
    }

    static HbaAddress hostName(String name) {
        boolean plain = !HbaNames.isAddressKeyword(name)
                && !name.startsWith("@")
                && name.chars().noneMatch(AuthToken::needsQuotes);
        return new HbaAddress(Kind.HOST_NAME, new AuthToken(name, !plain).print(), new byte[0], new byte[0]);
    }

    /** Any mask that the server takes, also one with gaps, and any address bits. */
    static HbaAddress network(byte[] address, byte[] mask) {
        OptionalInt prefix = NumericAddress.prefixOf(mask);
        String first = IpAddress.ofBytes(address).text();
        String text = prefix.isPresent()
                ? first + "/" + prefix.getAsInt()
                : first + " " + IpAddress.ofBytes(mask).text();
        return new HbaAddress(Kind.NETWORK, text, address, mask);
    }

    /** Which form it has. */
    public Kind kind() {
        return kind;
    }

    /** The field, or the fields address and mask where the mask has gaps. */
    public String text() {
        return text;
    }

    /** Whether every client with an IPv4 address matches. */
    public boolean isAnyIpv4() {
        return kind == Kind.ALL || (address.length == 4 && isZero(mask));
    }

    /** Whether every client with an IPv6 address matches. */
    public boolean isAnyIpv6() {
        return kind == Kind.ALL || (address.length == 16 && isZero(mask));
    }

    /** Whether only clients on the server's own machine match. */
    public boolean isThisMachine() {
        if (kind != Kind.NETWORK) {
            return kind == Kind.SAME_HOST;
        }
        return address.length == 4 ? address[0] == 127 && mask[0] == -1 : equals(network("::1/128"));
    }

    /** Whether the address has bits that its mask takes away, so that it reads like another network than it is. */
    public boolean hasBitsBeyondMask() {
        for (int i = 0; i < address.length; i++) {
            if ((address[i] & ~mask[i]) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The network that it is, without bits that its mask takes away. */
    HbaAddress masked() {
        byte[] network = address.clone();
        for (int i = 0; i < network.length; i++) {
            network[i] &= mask[i];
        }
        return network(network, mask);
    }

    /** Whether every client of the other is certainly one of this. */
    public boolean covers(HbaAddress other) {
        if (kind == Kind.ALL || equals(other)) {
            return true;
        }
        if (kind != Kind.NETWORK || other.kind != Kind.NETWORK || address.length != other.address.length) {
            return false;
        }
        for (int i = 0; i < address.length; i++) {
            boolean wider = (mask[i] & ~other.mask[i]) == 0;
            if (!wider || ((address[i] ^ other.address[i]) & mask[i]) != 0) {
                return false;
            }
        }
        return true;
    }

    byte[] addressBytes() {
        return address.clone();
    }

    byte[] maskBytes() {
        return mask.clone();
    }

    private static boolean isZero(byte[] mask) {
        return Arrays.equals(mask, new byte[mask.length]);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HbaAddress that && kind == that.kind && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The text. */
    @Override
    public String toString() {
        return text;
    }
}
