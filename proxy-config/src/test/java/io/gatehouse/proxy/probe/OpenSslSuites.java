package io.gatehouse.proxy.probe;

import io.gatehouse.testkit.Peer;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The installed OpenSSL's names for cipher suites, which are those of the TLS guideline. */
public final class OpenSslSuites {
    private static final Pattern LINE = Pattern.compile("0x([0-9A-F]{2}),0x([0-9A-F]{2}) +- +([A-Za-z0-9_-]+) ");

    private final Map<Integer, String> names;

    private OpenSslSuites(Map<Integer, String> names) {
        this.names = names;
    }

    /** Asks the installed program. */
    public static OpenSslSuites installed() {
        String listed = Peer.require("openssl")
                .run("ciphers", "-V", "ALL:COMPLEMENTOFALL:@SECLEVEL=0")
                .orThrow()
                .output();
        return new OpenSslSuites(LINE.matcher(listed)
                .results()
                .collect(Collectors.toMap(
                        found -> Integer.parseInt(found.group(1) + found.group(2), 16), found -> found.group(3))));
    }

    /** The name of a suite's number, or the number itself. */
    public String name(int number) {
        return names.getOrDefault(number, String.format("0x%04x", number));
    }

    /** Whether it is built with a suite; distributions leave 3DES out. */
    public boolean knows(String name) {
        return names.containsValue(name);
    }
}
