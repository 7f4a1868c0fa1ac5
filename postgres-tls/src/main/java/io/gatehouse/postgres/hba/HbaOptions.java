package io.gatehouse.postgres.hba;

import io.gatehouse.postgres.PostgresVersion;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of a rule: which method takes which, and what they may say. */
final class HbaOptions {
    private static final Set<String> SECRET = Set.of("ldapbindpasswd", "radiussecrets");
    private static final Set<String> MAPPED = Set.of("ident", "peer", "gss", "sspi", "cert", "oauth");
    private static final Map<String, Set<String>> METHODS = methods();
    private static final Pattern INTEGER = Pattern.compile("\\s*([+-]?\\d+).*", Pattern.DOTALL);

    private HbaOptions() {}

    private static Map<String, Set<String>> methods() {
        Map<String, Set<String>> methods = new LinkedHashMap<>();
        for (String option : List.of("pamservice", "pam_use_hostname")) {
            methods.put(option, Set.of("pam"));
        }
        for (String option : List.of(
                "ldapurl",
                "ldaptls",
                "ldapscheme",
                "ldapserver",
                "ldapport",
                "ldapbinddn",
                "ldapbindpasswd",
                "ldapsearchattribute",
                "ldapsearchfilter",
                "ldapbasedn",
                "ldapprefix",
                "ldapsuffix")) {
            methods.put(option, Set.of("ldap"));
        }
        methods.put("krb_realm", Set.of("gss", "sspi"));
        methods.put("include_realm", Set.of("gss", "sspi"));
        methods.put("compat_realm", Set.of("sspi"));
        methods.put("upn_username", Set.of("sspi"));
        for (String option : List.of("radiusservers", "radiusports", "radiussecrets", "radiusidentifiers")) {
            methods.put(option, Set.of("radius"));
        }
        return methods;
    }

    /** Reads what stands after the method. No message shows a value, which may be a part of a secret. */
    static Map<String, String> read(HbaType type, String method, List<AuthToken> tokens, PostgresVersion version)
            throws RefusedLineException {
        Map<String, String> options = new LinkedHashMap<>();
        for (AuthToken token : tokens) {
            int equals = token.text().indexOf('=');
            if (equals < 0) {
                throw new RefusedLineException("has something after the method that is no name=value; put a value"
                        + " with blanks or commas in quotes, and nothing before its name");
            }
            String name = token.text().substring(0, equals);
            String value = token.text().substring(equals + 1);
            check(type, method, name, value, version);
            options.put(name, value);
        }
        checkWhole(method, options);
        return options;
    }

    private static void check(HbaType type, String method, String name, String value, PostgresVersion version)
            throws RefusedLineException {
        switch (name) {
            case "map" -> require(MAPPED.contains(method), "map=", method);
            case "clientcert" -> checkClientCertificate(type, method, value);
            case "clientname" -> {
                requireTls(type, name);
                oneOf(name, value, "CN", "DN");
            }
            case "issuer", "scope", "validator", "delegate_ident_mapping" -> {
                if (!version.isAtLeast(18)) {
                    throw unknown(name);
                }
                require(method.equals("oauth"), name + "=", method);
            }
            default -> {
                Set<String> methods = METHODS.get(name);
                if (methods == null) {
                    throw unknown(name);
                }
                require(methods.contains(method), name + "=", method);
                checkValue(name, value);
            }
        }
    }

    private static void checkClientCertificate(HbaType type, String method, String value) throws RefusedLineException {
        requireTls(type, "clientcert");
        if (method.equals("cert") && value.equals("verify-ca")) {
            throw new RefusedLineException(
                    "has clientcert=verify-ca with cert, which always checks the name; leave the option out");
        }
        oneOf("clientcert", value, "verify-ca", "verify-full");
    }

    private static void checkValue(String name, String value) throws RefusedLineException {
        if (name.equals("ldapport") && leadingInteger(value) == 0) {
            throw new RefusedLineException("has an ldapport that is no port; write a number such as 636");
        }
        if (name.startsWith("radius")) {
            List<String> values = list(name, value);
            if (name.equals("radiusports") && values.stream().anyMatch(port -> leadingInteger(port) == 0)) {
                throw new RefusedLineException("has a port in radiusports that is none; write numbers such as 1812");
            }
        }
    }

    private static void checkWhole(String method, Map<String, String> options) throws RefusedLineException {
        switch (method) {
            case "ldap" -> checkLdap(options);
            case "radius" -> checkRadius(options);
            case "oauth" -> {
                mandatory(options, method, "scope");
                mandatory(options, method, "issuer");
                if ("1".equals(options.get("delegate_ident_mapping")) && options.containsKey("map")) {
                    throw new RefusedLineException(
                            "has both map= and delegate_ident_mapping=1; choose who maps the identity");
                }
            }
            default -> {}
        }
    }

    private static void checkLdap(Map<String, String> options) throws RefusedLineException {
        boolean simple = options.containsKey("ldapprefix") || options.containsKey("ldapsuffix");
        boolean search =
                List.of("ldapbasedn", "ldapbinddn", "ldapbindpasswd", "ldapsearchattribute", "ldapsearchfilter")
                        .stream()
                        .anyMatch(options::containsKey);
        if (simple && (search || options.containsKey("ldapurl"))) {
            throw new RefusedLineException(
                    "mixes ldapprefix or ldapsuffix (simple bind) with options of search and bind; keep to one kind");
        }
        if (!simple && !options.containsKey("ldapbasedn") && !options.containsKey("ldapurl")) {
            throw new RefusedLineException("needs ldapbasedn=, ldapprefix= or ldapsuffix= with ldap; add one");
        }
        if (options.containsKey("ldapsearchattribute") && options.containsKey("ldapsearchfilter")) {
            throw new RefusedLineException(
                    "has both ldapsearchattribute= and ldapsearchfilter=; say the attribute in the filter");
        }
    }

    private static void checkRadius(Map<String, String> options) throws RefusedLineException {
        mandatory(options, "radius", "radiusservers");
        mandatory(options, "radius", "radiussecrets");
        int servers = list("radiusservers", options.get("radiusservers")).size();
        if (servers == 0) {
            throw new RefusedLineException("has an empty radiusservers; name at least one server");
        }
        for (String name : List.of("radiussecrets", "radiusports", "radiusidentifiers")) {
            int count = list(name, options.getOrDefault(name, "")).size();
            boolean fits = count == 1 || count == servers || (count == 0 && !name.equals("radiussecrets"));
            if (!fits) {
                throw new RefusedLineException("has " + count + " values in " + name + " for " + servers
                        + " servers; give one for all, or one for each");
            }
        }
    }

    /** A list within a value: commas between, quotes around what holds one. */
    private static List<String> list(String name, @Nullable String value) throws RefusedLineException {
        String rest = value == null ? "" : value.strip();
        List<String> values = new ArrayList<>();
        while (!rest.isEmpty()) {
            int end = rest.startsWith("\"") ? closingQuote(rest) : endOfWord(rest);
            if (end <= 0) {
                throw notAList(name);
            }
            values.add(rest.substring(0, end));
            rest = rest.substring(end).strip();
            if (!rest.isEmpty() && !rest.startsWith(",")) {
                throw notAList(name);
            }
            boolean more = !rest.isEmpty();
            rest = more ? rest.substring(1).strip() : rest;
            if (more && rest.isEmpty()) {
                throw notAList(name);
            }
        }
        return values;
    }

    private static int closingQuote(String text) {
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) == '"') {
                if (i + 1 == text.length() || text.charAt(i + 1) != '"') {
                    return i + 1;
                }
                i++;
            }
        }
        return -1;
    }

    private static int endOfWord(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) != ',' && " \t\n\r\f\u000b".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static int leadingInteger(String value) {
        Matcher digits = INTEGER.matcher(value);
        if (!digits.matches()) {
            return 0;
        }
        return new BigInteger(digits.group(1).replace("+", "")).intValue();
    }

    private static void require(boolean legal, String option, String method) throws RefusedLineException {
        if (!legal) {
            throw new RefusedLineException(
                    "has " + option + " with the method " + method + ", which does not take it; leave it out");
        }
    }

    private static void requireTls(HbaType type, String option) throws RefusedLineException {
        if (type != HbaType.HOSTSSL) {
            throw new RefusedLineException(
                    "has " + option + "= in a " + type.word() + " rule; certificates need hostssl");
        }
    }

    private static void oneOf(String name, String value, String one, String other) throws RefusedLineException {
        if (!value.equals(one) && !value.equals(other)) {
            throw new RefusedLineException(
                    "has a value of " + name + " that the server does not know; write " + one + " or " + other);
        }
    }

    private static void mandatory(Map<String, String> options, String method, String name) throws RefusedLineException {
        if (!options.containsKey(name)) {
            throw new RefusedLineException("has no " + name + "=, which " + method + " needs; add it");
        }
    }

    private static RefusedLineException unknown(String name) {
        // What stands before a = may itself be a piece of a secret that lacks its quotes.
        String shown = name.matches("[a-z_]{1,30}") ? " '" + name + "'" : "";
        return new RefusedLineException("has an option" + shown
                + " that this version does not know; check its spelling, and quote values with commas or blanks");
    }

    private static RefusedLineException notAList(String name) {
        return new RefusedLineException("has a " + name + " that is no list; write values with commas between");
    }

    /** {@code name=value} with the quotes it needs; a secret is starred unless it is exposed. */
    static String print(String name, String value, boolean expose) {
        if (!expose && SECRET.contains(name)) {
            return name + "=***";
        }
        return name + "=" + (value.matches("[A-Za-z0-9_.-]+") ? value : AuthToken.quote(value));
    }
}
