package io.gatehouse.testkit.internal.acme;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The value of an {@code issue} or {@code issuewild} property (RFC 8659, section 4.2): who may issue, and under which
 * conditions. A value that cannot be read lets nobody issue, as that section has it.
 */
record CaaIssuer(String domain, List<Condition> conditions) {
    private static final String ACCOUNT_URI = "accounturi";
    private static final String VALIDATION_METHODS = "validationmethods";

    /** A parameter; its name in lower case. */
    record Condition(String name, String value) {}

    static CaaIssuer parse(String text) {
        String[] parts = text.split(";", -1);
        List<Condition> conditions = new ArrayList<>();
        for (String part : Arrays.copyOfRange(parts, 1, parts.length)) {
            if (part.isBlank()) {
                continue;
            }
            String[] nameAndValue = part.strip().split("\\s*=\\s*", 2);
            if (nameAndValue.length < 2) {
                return new CaaIssuer("", List.of());
            }
            conditions.add(new Condition(nameAndValue[0].toLowerCase(Locale.ROOT), nameAndValue[1]));
        }
        return new CaaIssuer(parts[0].strip().toLowerCase(Locale.ROOT), conditions);
    }

    /** A condition that this CA does not know binds it to nothing (RFC 8659, section 4.2). */
    boolean allows(List<String> identities, String accountUrl, Challenge.Kind provedBy) {
        List<String> accounts = values(ACCOUNT_URI);
        List<String> methods = values(VALIDATION_METHODS);
        return identities.contains(domain)
                && (accounts.isEmpty() || accounts.equals(List.of(accountUrl)))
                && (methods.isEmpty() || (methods.size() == 1 && names(methods.get(0), provedBy)));
    }

    private static boolean names(String methods, Challenge.Kind method) {
        return Arrays.stream(methods.split(",", -1)).map(String::strip).anyMatch(method.registeredName()::equals);
    }

    private List<String> values(String name) {
        return conditions.stream()
                .filter(condition -> condition.name().equals(name))
                .map(Condition::value)
                .toList();
    }
}
