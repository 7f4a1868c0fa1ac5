package io.gatehouse.acme;

import java.net.URI;
import java.security.KeyPair;
import java.util.List;
import java.util.Locale;
import org.shredzone.acme4j.Account;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.connector.Connection;
import org.shredzone.acme4j.toolbox.JSONBuilder;

/** What a CA is asked about the account itself (RFC 8555, section 7.3), in a conversation with it. For one thread. */
record AccountCalls(AcmeConversation ca) {

    AcmeAccount.Details show() {
        return ca.signed("to show the account", () -> {
            Account account = ca.login().getAccount();
            account.fetch();
            return new AcmeAccount.Details(
                    account.getLocation().toURI(),
                    account.getStatus().name().toLowerCase(Locale.ROOT),
                    account.getContacts());
        });
    }

    void contacts(List<URI> contacts) {
        ca.signed("to change the account's contacts to " + contacts, () -> {
            Login login = ca.login();
            try (Connection connection = login.getSession().connect()) {
                // acme4j leaves an empty list out, and so the CA the contacts as they are.
                JSONBuilder claims = new JSONBuilder().array("contact", contacts);
                connection.sendSignedRequest(login.getAccountLocation(), claims, login);
            }
            return contacts;
        });
    }

    void changeKey(KeyPair next) {
        ca.signed("to change the account's key", () -> {
            ca.login().getAccount().changeKey(next);
            return next;
        });
    }

    void deactivate() {
        ca.signed("to deactivate the account", () -> {
            ca.login().getAccount().deactivate();
            return ca;
        });
    }
}
