package io.gatehouse.proxy.internal;

import io.gatehouse.core.DomainName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of files after hosts, a different one for each: no host's name begins with an underscore. */
public final class SiteFileName {
    /** What leaves room for what stands before and behind it; file systems end at 255. */
    private static final int LONGEST = 120;

    private SiteFileName() {}

    /** The host itself; {@code _wildcard.example.org}; or, for a name too long for a file, its digest. */
    public static String of(DomainName host) {
        String text = host.isWildcard() ? "_wildcard" + host.text().substring(1) : host.text();
        return text.length() <= LONGEST ? text : "_" + digest(text);
    }

    /** SHA-256 in hexadecimal digits. */
    public static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
