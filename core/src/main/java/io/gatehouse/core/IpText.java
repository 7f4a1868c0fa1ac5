package io.gatehouse.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** IP addresses from and to text: RFC 4291 section 2.2 in, RFC 5952 section 4 out. */
final class IpText {
    static final String ZONE_ID =
            "has a zone id, which belongs to one machine's interfaces. Give the address without it.";

    private static final int GROUPS = 8;

    private IpText() {}

    static byte[] parse(String text) {
        if (text.indexOf('%') >= 0) {
            throw new InvalidNameException(text, ZONE_ID);
        }
        if (text.startsWith("[")) {
            throw new InvalidNameException(text, "is no IP address: leave out the brackets, which belong to a URL.");
        }
        return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text, text);
    }

    static String format(byte[] address) {
        if (address.length == 4) {
            return (address[0] & 0xff) + "." + (address[1] & 0xff) + "." + (address[2] & 0xff) + "."
                    + (address[3] & 0xff);
        }
        int[] groups = new int[GROUPS];
        ByteBuffer buffer = ByteBuffer.wrap(address);
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = buffer.getShort() & 0xffff;
        }
        return isMapped(groups)
                ? "::ffff:" + format(new byte[] {address[12], address[13], address[14], address[15]})
                : formatGroups(groups);
    }

    private static boolean isMapped(int[] groups) {
        return (groups[0] | groups[1] | groups[2] | groups[3] | groups[4]) == 0 && groups[5] == 0xffff;
    }

    private static String formatGroups(int[] groups) {
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > bestLength) {
                bestStart = i;
                bestLength = end - i;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == bestStart) {
                out.append("::");
                i += bestLength - 1;
            } else {
                if (out.length() > 0 && out.charAt(out.length() - 1) != ':') {
                    out.append(':');
                }
                out.append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }

    private static byte[] parseV4(String whole, String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            throw notAnAddress(whole);
        }
        byte[] out = new byte[4];
        for (int i = 0; i < 4; i++) {
            out[i] = (byte) octet(whole, parts[i]);
        }
        return out;
    }

    private static int octet(String whole, String part) {
        boolean digits = !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || Integer.parseInt(part) > 255) {
            throw notAnAddress(whole);
        }
        if (part.length() > 1 && part.startsWith("0")) {
            throw new InvalidNameException(
                    whole,
                    "is no IP address: a number with a leading zero is octal to some readers. Leave the zero out.");
        }
        return Integer.parseInt(part);
    }

    private static byte[] parseV6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return join(text, groups(text, text, true), List.of(), false);
        }
        String head = text.substring(0, gap);
        String tail = text.substring(gap + 2);
        return join(text, groups(text, head, false), groups(text, tail, true), true);
    }

    private static List<Integer> groups(String whole, String text, boolean mayEndInV4) {
        List<Integer> out = new ArrayList<>();
        if (text.isEmpty()) {
            return out;
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            if (mayEndInV4 && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                ByteBuffer v4 = ByteBuffer.wrap(parseV4(whole, parts[i]));
                out.add(v4.getShort() & 0xffff);
                out.add(v4.getShort() & 0xffff);
            } else {
                out.add(group(whole, parts[i]));
            }
        }
        return out;
    }

    private static int group(String whole, String part) {
        boolean legal = !part.isEmpty()
                && part.length() <= 4
                && part.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
        if (!legal) {
            throw notAnAddress(whole);
        }
        return Integer.parseInt(part, 16);
    }

    private static byte[] join(String whole, List<Integer> head, List<Integer> tail, boolean gap) {
        int given = head.size() + tail.size();
        if (gap ? given >= GROUPS : given != GROUPS) {
            throw notAnAddress(whole);
        }
        ByteBuffer out = ByteBuffer.allocate(2 * GROUPS);
        head.forEach(group -> out.putShort(group.shortValue()));
        out.position(2 * (GROUPS - tail.size()));
        tail.forEach(group -> out.putShort(group.shortValue()));
        return out.array();
    }

    private static InvalidNameException notAnAddress(String text) {
        return new InvalidNameException(text, "is no IP address. Write it as 192.0.2.1 or 2001:db8::1.");
    }
}
