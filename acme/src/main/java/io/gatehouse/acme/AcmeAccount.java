package io.gatehouse.acme;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

/**
 * Our account at a CA (RFC 8555, section 7.3): looked at, changed, closed. Each method asks the CA, opening the account
 * first if the key is not known there, and throws an {@link AcmeException} if the CA cannot or will not answer. Safe for
 * use by many threads.
 */
public final class AcmeAccount {
    private final AcmeClient client;

    AcmeAccount(AcmeClient client) {
        this.client = client;
    }

    /**
     * An account as the CA shows it.
     *
     * @param location its address, which is also its name
     * @param status {@code valid}, {@code deactivated} (by us) or {@code revoked} (by the CA)
     * @param contacts where the CA may write to
     */
    public record Details(URI location, String status, List<URI> contacts) {
        /** Copies the list. */
        public Details {
            contacts = List.copyOf(contacts);
        }
    }

    /** The account as it is now. */
    public Details show() {
        try (AcmeConversation ca = client.open()) {
            return ca.account().show();
        }
    }

    /**
     * Replaces the addresses that the CA may write to (section 7.3.2).
     *
     * @param emails with or without {@code mailto:}; none to be written to no more
     * @throws IllegalArgumentException if one is no e-mail address
     */
    public void contacts(String... emails) {
        List<URI> contacts = Arrays.stream(emails).map(AcmeIssuer::mailto).toList();
        try (AcmeConversation ca = client.open()) {
            ca.account().contacts(contacts);
        }
    }

    /**
     * Gives the account a new key of the same kind (section 7.3.5), for an account whose key is in a file. The new key is on
     * disk before the CA hears of it, beside the old one in a file whose name ends in {@code .next}, and takes its place
     * when the CA has agreed. After a crash in between, or an answer that was lost, the next use asks the CA which of the
     * two is the account's.
     *
     * <p>Let no other process use the account meanwhile.
     *
     * @throws IllegalStateException if the key is not in a file; use {@link #rollKey(AccountKey)}
     * @throws io.gatehouse.core.SecureFileException if the file cannot be written
     */
    public void rollKey() {
        client.rollKey();
    }

    /**
     * Gives the account this key (section 7.3.5). Keep both until this returns: should the answer be lost, either may be the
     * account's, and the CA tells which by {@code accountDoesNotExist}. From then on this object, and the {@link
     * Certificates} it belongs to, use the new one; configure it for the next start.
     */
    public void rollKey(AccountKey next) {
        client.rollKey(next);
    }

    /**
     * Closes the account for good (section 7.3.6): no CA opens it again, and its key is of no more use there. Certificates
     * stay valid.
     */
    public void deactivate() {
        try (AcmeConversation ca = client.open()) {
            ca.account().deactivate();
        }
    }
}
