package io.gatehouse.acme;

import java.net.URI;
import java.util.List;

/**
 * Who orders: the key, and what a CA may ask for when it opens the account (RFC 8555, section 7.3).
 *
 * @param contacts where the CA may write to
 * @param agreedToTerms whether the user said so, explicitly
 */
record AcmeAccount(AccountKey key, List<URI> contacts, boolean agreedToTerms) {
    AcmeAccount {
        contacts = List.copyOf(contacts);
    }
}
