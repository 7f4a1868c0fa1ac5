package io.gatehouse.provider.dns.acmedns;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Secret;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.provider.dns.json.Json;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What acme-dns answered to registrations, found by the names it gave. Immutable. */
final class AcmeDnsAccounts {
    private final Map<DomainName, Account> byName;

    private AcmeDnsAccounts(Map<DomainName, Account> byName) {
        this.byName = Map.copyOf(byName);
    }

    /**
     * One registration.
     *
     * @param subdomain the first label of its name
     */
    record Account(String subdomain, String username, Secret password) {}

    /**
     * Reads what lego and acme-dns-client keep: an account for each domain. The domain itself does not matter here, for what
     * is written to is the name that its CNAME leads to; neither does the server's address, which is a setting.
     *
     * @throws DnsProviderException if it is of another form; the message holds no value
     */
    static AcmeDnsAccounts parse(Secret text) {
        Map<DomainName, Account> byName = new HashMap<>();
        Json accounts = Json.parse(
                text.exposeText(),
                what -> new DnsProviderException(
                        AcmeDnsFactory.NAME,
                        Kind.REFUSED,
                        "the accounts are not as lego and acme-dns-client keep them: " + what));
        for (Json account : accounts.members().values()) {
            byName.put(
                    DomainName.of(account.text("fulldomain")),
                    new Account(
                            account.text("subdomain"),
                            account.text("username"),
                            Secret.ofText(account.text("password"))));
        }
        return new AcmeDnsAccounts(byName);
    }

    Optional<Account> of(DomainName name) {
        return Optional.ofNullable(byName.get(name));
    }

    Collection<Account> all() {
        return byName.values();
    }
}
