package io.gatehouse.testkit.internal.acme;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One account (RFC 8555, section 7.1.2). Thread-safe. */
final class Account {
    /** A request signed by a deactivated account is answered with 401 (RFC 8555, section 7.3.6). */
    private static final int DEACTIVATED_STATUS = 401;

    private final String id;
    private final AccountKey key;
    private List<String> contact;
    private boolean deactivated;

    Account(String id, AccountKey key, List<String> contact) {
        this.id = id;
        this.key = key;
        this.contact = contact;
    }

    String id() {
        return id;
    }

    AccountKey key() {
        return key;
    }

    synchronized void contact(List<String> newContact) {
        contact = newContact;
    }

    synchronized void deactivate() {
        deactivated = true;
    }

    synchronized void requireUsable() {
        if (deactivated) {
            throw ProblemType.UNAUTHORIZED.because(DEACTIVATED_STATUS, "the account is deactivated, for good");
        }
    }

    synchronized Map<String, Object> toJson(String ordersUrl) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", deactivated ? "deactivated" : "valid");
        json.put("contact", contact);
        json.put("orders", ordersUrl);
        return json;
    }
}
