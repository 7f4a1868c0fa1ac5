package io.gatehouse.acme;

import io.gatehouse.core.GatehouseException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The URL of each account, by its CA and its key, as a store keeps it ({@link StateKind#ACCOUNT}): a start that finds it
 * need not ask the CA. What cannot be read or written costs that question, and nothing else. Safe for use by many threads.
 */
record AccountUrls(CertificateStore store) {
    private static final Logger LOG = LoggerFactory.getLogger(AccountUrls.class);

    /** The account of the key at the CA of this directory, if it is known. */
    Optional<URI> find(URI directory, PublicKey key) {
        try {
            return StateDocument.read(store, StateKind.ACCOUNT, name(directory, key))
                    .flatMap(document -> document.value("url"))
                    .map(URI::create)
                    .filter(url -> "https".equals(url.getScheme()) && url.getHost() != null);
        } catch (GatehouseException | IllegalArgumentException e) {
            LOG.warn("{} is asked for our account, whose URL cannot be read: {}", directory, e.getMessage(), e);
            return Optional.empty();
        }
    }

    void keep(URI directory, PublicKey key, URI account) {
        try {
            StateDocument.of(StateKind.ACCOUNT)
                    .with("directory", directory.toString())
                    .with("key", KeyTypes.digest(key))
                    .with("url", account.toString())
                    .write(store, name(directory, key));
        } catch (GatehouseException e) {
            LOG.warn("{} is asked for our account at the next start, too: {}", directory, e.getMessage(), e);
        }
    }

    void forget(URI directory, PublicKey key) {
        try {
            store.removeState(StateKind.ACCOUNT, name(directory, key));
        } catch (GatehouseException e) {
            LOG.warn("The URL of an account that is none stays in the store: {}", e.getMessage(), e);
        }
    }

    /** A URL is no name for a document, and two CAs may have one key. */
    private static String name(URI directory, PublicKey key) {
        byte[] both = (directory + " " + KeyTypes.digest(key)).getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(both));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
