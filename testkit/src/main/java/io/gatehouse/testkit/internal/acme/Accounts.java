package io.gatehouse.testkit.internal.acme;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

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

    Account withKeyOrNew(AccountKey key, Supplier<Account> maker) {
        return byThumbprint.computeIfAbsent(key.thumbprint(), thumbprint -> {
            Account account = maker.get();
            byId.put(account.id(), account);
            return account;
        });
    }

    /** The account that has the new key already, or empty once it was changed (RFC 8555, section 7.3.5). */
    Optional<Account> changeKey(Account account, AccountKey newKey) {
        Account holder = byThumbprint.putIfAbsent(newKey.thumbprint(), account);
        if (holder == null) {
            byThumbprint.remove(account.key().thumbprint());
            account.key(newKey);
        }
        return Optional.ofNullable(holder);
    }
}
