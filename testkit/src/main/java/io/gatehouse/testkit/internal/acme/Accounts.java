package io.gatehouse.testkit.internal.acme;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The accounts: one for each key (RFC 8555, section 7.3.1). Thread-safe. */
final class Accounts {
    private final Map<String, Account> byId = new ConcurrentHashMap<>();
    private final Map<String, Account> byThumbprint = new ConcurrentHashMap<>();

    Optional<Account> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<Account> withKey(AccountKey key) {
        return Optional.ofNullable(byThumbprint.get(key.thumbprint()));
    }

    Account withKeyOrNew(AccountKey key, List<String> contact) {
        return byThumbprint.computeIfAbsent(key.thumbprint(), thumbprint -> {
            Account account = new Account(Base64Url.token(), key, contact);
            byId.put(account.id(), account);
            return account;
        });
    }
}
