package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.IpAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Identifiers as orders and authorizations carry them: {@code dns} (RFC 8555) and {@code ip} (RFC 8738). */
final class Identifiers {
    private static final int MAX = 100;

    private Identifiers() {}

    static Set<Identifier> parse(List<JsonObject> list) {
        if (list.isEmpty()) {
            throw ProblemType.MALFORMED.because("the order has no identifiers");
        }
        if (list.size() > MAX) {
            throw ProblemType.MALFORMED.because(
                    "the order has " + list.size() + " identifiers; " + MAX + " are allowed");
        }
        Set<Identifier> identifiers = new LinkedHashSet<>();
        list.forEach(member -> identifiers.add(parse(member)));
        return identifiers;
    }

    static Identifier parse(JsonObject json) {
        String type = json.string("type");
        String value = json.string("value");
        try {
            return switch (type) {
                case "dns" -> hostName(value);
                case "ip" -> IpAddress.of(value);
                default ->
                    throw ProblemType.UNSUPPORTED_IDENTIFIER.because(
                            "identifiers of type \"" + type + "\" are not served; use dns or ip");
            };
        } catch (InvalidNameException e) {
            throw ProblemType.MALFORMED.because("not a legal " + type + " identifier: \"" + value + "\"");
        }
    }

    /** In A-labels and without a dot at its end, as certificates have it (RFC 8555, section 7.1.4; RFC 5280, section 7). */
    private static DomainName hostName(String value) {
        boolean ascii = value.chars().allMatch(character -> character < 128);
        DomainName name = DomainName.of(value);
        if (!ascii || value.endsWith(".") || !name.isHostName()) {
            throw ProblemType.MALFORMED.because(
                    "not the name of a host in A-labels: \"" + value + "\"" + (ascii ? "" : "; send " + name));
        }
        return name;
    }

    static Map<String, Object> toJson(Identifier identifier) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", identifier instanceof DomainName ? "dns" : "ip");
        json.put("value", identifier.text());
        return json;
    }

    static boolean isWildcard(Identifier identifier) {
        return identifier instanceof DomainName name && name.isWildcard();
    }

    /** What is authorized: the name itself, without the {@code *.} of a wildcard (RFC 8555, section 7.1.4). */
    static Identifier base(Identifier identifier) {
        return identifier instanceof DomainName name ? name.base() : identifier;
    }
}
