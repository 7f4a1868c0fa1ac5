package io.gatehouse.testkit.internal.acme;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One account (RFC 8555, section 7.1.2). Thread-safe. */
final class Account {
    /** A request signed by a deactivated account is answered with 401 (RFC 8555, section 7.3.6). */
    private static final int DEACTIVATED_STATUS = 401;

    private final String id = Base64Url.token();
    private final Optional<Map<String, Object>> externalBinding;
    private AccountKey key;
    private List<String> contact;
    private Optional<URI> agreedTo;
    private boolean deactivated;

    Account(
            AccountKey key,
            List<String> contact,
            Optional<URI> agreedTo,
            Optional<Map<String, Object>> externalBinding) {
        this.key = key;
        this.contact = contact;
        this.agreedTo = agreedTo;
        this.externalBinding = externalBinding;
    }

    String id() {
        return id;
    }

    synchronized AccountKey key() {
        return key;
    }

    synchronized void key(AccountKey newKey) {
        key = newKey;
    }

    synchronized void contact(List<String> newContact) {
        contact = newContact;
    }

    synchronized Optional<URI> agreedTo() {
        return agreedTo;
    }

    synchronized void agreeTo(Optional<URI> terms) {
        agreedTo = terms;
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
        agreedTo.ifPresent(terms -> json.put("termsOfServiceAgreed", true));
        externalBinding.ifPresent(binding -> json.put("externalAccountBinding", binding));
        json.put("orders", ordersUrl);
        return json;
    }
}
