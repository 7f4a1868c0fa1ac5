package io.gatehouse.acme;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.toolbox.JSON;

/**
 * Speaks ACME to one CA for one account: finds or opens the account, and keeps a pool of sessions for conversations. With
 * {@link AcmeConversation} and the classes named Shielded, the only one that knows acme4j.
 *
 * <p>What acme4j 4.0.0 does badly is put right here:
 *
 * <ul>
 *   <li>Its session holds the nonce's lock during the HTTP call, so one session serves one call at a time. Each {@link
 *       AcmeConversation} has a session of its own, out of a pool.
 *   <li>It waits itself, and fails on a {@code Retry-After} gone by. Nothing here waits; {@link Polling} does.
 *   <li>It drops the status and {@code Retry-After} of most refusals, and fails on a malformed one. {@link
 *       ShieldedConnection} keeps them.
 *   <li>It fetches the directory anew for almost every request. {@link ShieldedProvider} keeps one copy for an hour.
 *   <li>Its key reader fails on PKCS#8 and its choice of chain on a DN with more than a CN. Neither is used; see {@link
 *       AccountKey} and {@link ChainChoice}.
 * </ul>
 *
 * <p>Safe for use by many threads; a conversation is for one.
 */
final class AcmeClient implements AcmeConversation.Logins {
    /** What CAs answer to a binding they cannot check; RFC 8555, section 7.3.4, names none. */
    private static final Set<String> BINDING_REFUSED = Set.of("unauthorized", "malformed", "externalAccountRequired");

    private final AcmeIssuer issuer;
    private final ShieldedCalls calls;
    private final ShieldedProvider provider;
    private final AccountUrls accounts;
    private final ConcurrentLinkedQueue<Login> idle = new ConcurrentLinkedQueue<>();
    /** No monitor: whoever holds it waits for the CA, and a virtual thread in a monitor keeps its carrier meanwhile. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile AccountKey key;
    private @Nullable URL accountUrl;

    /** @param accounts where the account's URL is kept from one start to the next */
    AcmeClient(AcmeIssuer issuer, Clock clock, AccountUrls accounts) {
        this.issuer = issuer;
        this.accounts = accounts;
        this.key = issuer.key();
        this.calls = new ShieldedCalls(issuer.directory().uri(), clock);
        this.provider = new ShieldedProvider(issuer.directory().trustAnchors(), clock, issuer.callLimit());
    }

    /** Begins to talk, as the account; it is opened at the CA if the key is not known there. */
    AcmeConversation open() {
        Login login = idle.poll();
        return new AcmeConversation(login != null ? login : openAccount(), issuer, calls, this);
    }

    private Login openAccount() {
        String attempted = "to open an account";
        try {
            return calls.call(attempted, this::login);
        } catch (AcmeRefusedException e) {
            if (issuer.externalAccount().isPresent()
                    && BINDING_REFUSED.contains(e.problem().kind())) {
                throw e.withRemedy(
                        attempted,
                        "Check the key ID and the HMAC key of externalAccount(): copy both from your account at the CA,"
                                + " and ask for new ones if they were used or have expired.");
            }
            throw e;
        }
    }

    /** Tells the account from others at the same CA: the digest of its key. */
    String accountId() {
        return KeyTypes.digest(key.keyPair().getPublic());
    }

    /** Gives the account a new key, kept beside the old one until the CA has agreed. */
    void rollKey() {
        lock.lock();
        try (AcmeConversation ca = open()) {
            PublicKey old = key.keyPair().getPublic();
            KeyPair next = key.stage();
            try {
                ca.account().changeKey(next);
                key.promote();
                accounts.forget(issuer.directory().uri(), old);
            } finally {
                // Where the answer was lost, the next login asks which key it is.
                forgetLogins();
            }
        } finally {
            lock.unlock();
        }
    }

    void rollKey(AccountKey next) {
        lock.lock();
        try (AcmeConversation ca = open()) {
            PublicKey old = key.keyPair().getPublic();
            ca.account().changeKey(next.keyPair());
            key = next;
            accounts.forget(issuer.directory().uri(), old);
            forgetLogins();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Login> replacing(Login unknown) {
        lock.lock();
        try {
            if (key.account().isPresent()) {
                // The user said which account it is; which it is instead is not ours to guess.
                return Optional.empty();
            }
            if (isCurrent(unknown)) {
                forgetLogins();
                accounts.forget(issuer.directory().uri(), unknown.getKeyPair().getPublic());
            }
        } finally {
            lock.unlock();
        }
        return Optional.of(openAccount());
    }

    private void forgetLogins() {
        idle.clear();
        accountUrl = null;
    }

    /** A login with a key that is no longer the account's is of no more use. */
    @Override
    public void giveBack(Login login) {
        lock.lock();
        try {
            if (isCurrent(login)
                    && login.getKeyPair().getPublic().equals(key.keyPair().getPublic())) {
                idle.add(login);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isCurrent(Login login) {
        // As text: URLs compare by the addresses of their hosts.
        return accountUrl != null
                && accountUrl.toString().equals(login.getAccountLocation().toString());
    }

    private Login login() throws org.shredzone.acme4j.exception.AcmeException {
        Session session = new Session(issuer.directory().uri(), provider);
        // What the CA says is quoted in our messages, which are English.
        session.setLocale(Locale.ENGLISH);
        session.networkSettings().setTimeout(issuer.callLimit());
        lock.lock();
        try {
            URL known = accountUrl;
            if (known == null) {
                known = findAccount(session);
                accountUrl = known;
            }
            return session.login(known, key.keyPair());
        } finally {
            lock.unlock();
        }
    }

    private URL findAccount(Session session) throws org.shredzone.acme4j.exception.AcmeException {
        key.reread();
        Optional<KeyPair> staged = key.staged();
        if (staged.isPresent() && isAccount(session, staged.get())) {
            key.promote();
        }
        PublicKey ours = key.keyPair().getPublic();
        URI directory = issuer.directory().uri();
        Optional<URI> told = key.account().or(() -> accounts.find(directory, ours));
        if (told.isPresent()) {
            return url(told.get());
        }
        URL found = register(session, key.keyPair());
        accounts.keep(directory, ours, URI.create(found.toString()));
        return found;
    }

    private static URL url(URI uri) {
        try {
            return uri.toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("An https address is a URL", e);
        }
    }

    private static boolean isAccount(Session session, KeyPair candidate)
            throws org.shredzone.acme4j.exception.AcmeException {
        try {
            new AccountBuilder().useKeyPair(candidate).onlyExisting().createLogin(session);
            return true;
        } catch (AcmeServerException e) {
            if (isUnknownAccount(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean isUnknownAccount(AcmeServerException e) {
        return ShieldedCalls.problem(e.getProblem()).isUnknownAccount();
    }

    /** The address in a registration as Lemur and certbot keep it: {@code {"body": …, "uri": "https://…"}}. */
    static Optional<URI> addressIn(String registration) {
        try {
            return JSON.parse(registration).get("uri").optional().map(JSON.Value::asURI);
        } catch (AcmeProtocolException e) {
            return Optional.empty();
        }
    }

    private URL register(Session session, KeyPair key) throws org.shredzone.acme4j.exception.AcmeException {
        Optional<URI> terms = session.getMetadata().getTermsOfService();
        boolean agreed = issuer.agreedToTerms() || terms.isEmpty();
        AccountBuilder builder = new AccountBuilder().useKeyPair(key);
        issuer.contacts().forEach(builder::addContact);
        if (issuer.agreedToTerms()) {
            builder.agreeToTermsOfService();
        }
        if (issuer.existingAccountOnly() || !agreed) {
            builder.onlyExisting();
        } else {
            issuer.externalAccount().ifPresent(external -> bind(builder, external));
        }
        try {
            return builder.createLogin(session).getAccountLocation();
        } catch (AcmeServerException e) {
            if (!agreed && !issuer.existingAccountOnly() && isUnknownAccount(e)) {
                throw new TermsNotAgreedException(terms.orElseThrow());
            }
            throw e;
        }
    }

    private static void bind(AccountBuilder builder, AcmeIssuer.ExternalAccount external) {
        external.macKey()
                .withBytes(bytes -> builder.withKeyIdentifier(external.keyId(), new SecretKeySpec(bytes, "HMAC"))
                        .withMacAlgorithm(external.algorithm().name()));
    }
}
