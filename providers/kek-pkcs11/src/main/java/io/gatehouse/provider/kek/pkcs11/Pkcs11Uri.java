package io.gatehouse.provider.kek.pkcs11;

import io.gatehouse.crypto.KeyEncryptionKeyException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where a key is, by RFC 7512, as far as the JDK's provider can find it: a slot by its number, a secret key by its label.
 *
 * @param slot CK_SLOT_ID
 * @param label CKA_LABEL of the key
 * @param module the PKCS#11 library
 */
record Pkcs11Uri(long slot, String label, Path module) {
    private static final String FORM = "pkcs11:slot-id=NUMBER;object=LABEL?module-path=/path/to/library.so";

    static Pkcs11Uri parse(URI uri) {
        String[] halves = uri.getRawSchemeSpecificPart().split("\\?", 2);
        Map<String, String> path = attributes(halves[0], ";", Set.of("slot-id", "object", "type"));
        Map<String, String> query = attributes(halves.length == 2 ? halves[1] : "", "&", Set.of("module-path"));
        if (!path.getOrDefault("type", "secret-key").equals("secret-key") || uri.getRawFragment() != null) {
            throw refused("only secret keys wrap; leave type out");
        }
        try {
            Path module = Path.of(required(query, "module-path"));
            if (!module.isAbsolute() || module.toString().contains("\"")) {
                throw refused("module-path must be a path from the root without quotes, not " + module);
            }
            return new Pkcs11Uri(Long.parseUnsignedLong(required(path, "slot-id")), required(path, "object"), module);
        } catch (NumberFormatException e) {
            throw refused(
                    "slot-id must be the number that the token's tool shows, not \"" + path.get("slot-id") + "\"");
        }
    }

    /** The key's name without where it is found: a restored token in another slot holds the same key. */
    String name() {
        return "pkcs11:object=" + label;
    }

    /** What the JDK's provider reads; the label of the key is asked for later. */
    String configuration() {
        return "--name=gatehouse\nlibrary=\"" + module + "\"\nslot=" + Long.toUnsignedString(slot) + "\n";
    }

    private static Map<String, String> attributes(String text, String separator, Set<String> known) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String attribute : text.isEmpty() ? new String[0] : text.split(separator, -1)) {
            String[] parts = attribute.split("=", 2);
            if (parts.length != 2 || !known.contains(parts[0])) {
                // The value is not quoted: it may be a PIN.
                throw refused("the attribute " + parts[0]
                        + (parts[0].startsWith("pin-")
                                ? " is not taken: the PIN is the setting pin"
                                : " is not one that finds a key here"));
            }
            // RFC 7512 has percent-encoding, and a plus sign that stands for itself.
            String value = URLDecoder.decode(parts[1].replace("+", "%2B"), StandardCharsets.UTF_8);
            if (value.chars().anyMatch(Character::isISOControl) || attributes.put(parts[0], value) != null) {
                throw refused("the attribute " + parts[0] + " is there twice or holds a control character");
            }
        }
        return attributes;
    }

    private static String required(Map<String, String> attributes, String name) {
        String value = attributes.get(name);
        if (value == null || value.isEmpty()) {
            throw refused("the attribute " + name + " is missing");
        }
        return value;
    }

    private static KeyEncryptionKeyException refused(String what) {
        return new KeyEncryptionKeyException("The URI of the PKCS#11 key is refused: " + what + ". Write " + FORM);
    }
}
