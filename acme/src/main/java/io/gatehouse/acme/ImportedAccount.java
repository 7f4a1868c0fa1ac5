package io.gatehouse.acme;

import java.net.URI;
import java.util.Optional;

/**
 * An account that another client has at a CA, with its key. Immutable; {@link #toString()} shows no key.
 *
 * @param directory the CA's directory, where the other client wrote it down
 * @param uri the account's URL at the CA (RFC 8555, section 7.3)
 * @param key what to give {@link Certificates}: the account goes on, with its limits and authorizations
 */
public record ImportedAccount(Optional<URI> directory, URI uri, AccountKey key) {}
