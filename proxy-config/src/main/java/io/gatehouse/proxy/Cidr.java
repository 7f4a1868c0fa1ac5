package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.IpAddress;
import io.gatehouse.core.Problem;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses (RFC 4632): {@code 10.0.0.0/8}.
 *
 * @param address its first address
 * @param bits how many leading bits all addresses share
 */
public record Cidr(IpAddress address, int bits) {
    private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f:.]{2,45})(?:/([0-9]{1,3}))?");

    /**
     * Checks the length.
     *
     * @throws InvalidModelException if it is out of range, or the address is not the first of the range
     */
    public Cidr {
        byte[] bytes = address.bytes();
        if (bits < 0 || bits > bytes.length * 8) {
            throw refused("/" + bits + " is out of range; give 0 to " + bytes.length * 8);
        }
        for (int bit = bits; bit < bytes.length * 8; bit++) {
            if ((bytes[bit / 8] >> (7 - bit % 8) & 1) != 0) {
                throw refused(address + "/" + bits + " has bits set behind its length; give the range's first address");
            }
        }
    }

    /**
     * Reads {@code 10.0.0.0/8}, or an address alone for a range of one.
     *
     * @throws InvalidModelException if it is neither
     */
    public static Cidr of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw refused("\"" + text + "\" is no range of addresses such as 10.0.0.0/8");
        }
        try {
            IpAddress address = IpAddress.of(matcher.group(1));
            String bits = matcher.group(2);
            return new Cidr(address, bits == null ? address.bytes().length * 8 : Integer.parseInt(bits));
        } catch (InvalidNameException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    /** {@code 10.0.0.0/8}. */
    @Override
    public String toString() {
        return address.text() + "/" + bits;
    }

    private static InvalidModelException refused(String reason) {
        return new InvalidModelException("Cidr", List.of(new Problem("range", reason)));
    }
}
