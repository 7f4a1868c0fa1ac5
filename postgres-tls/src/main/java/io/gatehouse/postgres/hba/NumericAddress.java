package io.gatehouse.postgres.hba;

import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.IpAddress;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as a server on Linux reads them: {@code 10.1} is 10.0.0.1 and {@code 010.0.0.1} is 8.0.0.1, so that what is no
 * address to most readers is no host name to the server either.
 */
final class NumericAddress {
    private static final Pattern PART = Pattern.compile("0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*");
    private static final Pattern PREFIX = Pattern.compile("[ \\t\\n\\x0b\\f\\r]*([+-]?[0-9]+)");
    private static final Pattern SCOPE = Pattern.compile("(.*:.*)%[0-9]{1,9}", Pattern.DOTALL);

    private NumericAddress() {}

    /** The address in network order, or null for what the server takes for a host name. */
    static byte @Nullable [] parse(String text) {
        if (text.indexOf(':') < 0) {
            return parseV4(text);
        }
        Matcher scoped = SCOPE.matcher(text);
        try {
            return IpAddress.of(scoped.matches() ? scoped.group(1) : text).bytes();
        } catch (InvalidNameException e) {
            return null;
        }
    }

    private static byte @Nullable [] parseV4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length > 4) {
            return null;
        }
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            if (!PART.matcher(parts[i]).matches()) {
                return null;
            }
            boolean last = i == parts.length - 1;
            BigInteger limit = BigInteger.ONE.shiftLeft(last ? 32 - 8 * i : 8);
            BigInteger value = number(parts[i]);
            if (value.compareTo(limit) >= 0) {
                return null;
            }
            address |= value.longValue() << (last ? 0 : 24 - 8 * i);
        }
        return new byte[] {(byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address};
    }

    private static BigInteger number(String part) {
        if (part.length() > 1 && (part.charAt(1) == 'x' || part.charAt(1) == 'X')) {
            return new BigInteger(part.substring(2), 16);
        }
        return new BigInteger(part, part.startsWith("0") ? 8 : 10);
    }

    /** A prefix length as the server's C library reads a number: a sign and blanks may lead. */
    static OptionalInt prefix(String text, int bits) {
        Matcher number = PREFIX.matcher(text);
        if (!number.matches()) {
            return OptionalInt.empty();
        }
        BigInteger value = new BigInteger(number.group(1).replace("+", ""));
        boolean legal = value.signum() >= 0 && value.compareTo(BigInteger.valueOf(bits)) <= 0;
        return legal ? OptionalInt.of(value.intValue()) : OptionalInt.empty();
    }

    static byte[] mask(int prefix, int bytes) {
        byte[] mask = new byte[bytes];
        for (int bit = 0; bit < prefix; bit++) {
            mask[bit / 8] |= (byte) (0x80 >> bit % 8);
        }
        return mask;
    }

    /** How many bits a mask begins with, or empty for one with gaps. */
    static OptionalInt prefixOf(byte[] mask) {
        int prefix = 0;
        while (prefix < mask.length * 8 && (mask[prefix / 8] & 0x80 >> prefix % 8) != 0) {
            prefix++;
        }
        return Arrays.equals(mask, mask(prefix, mask.length)) ? OptionalInt.of(prefix) : OptionalInt.empty();
    }
}
