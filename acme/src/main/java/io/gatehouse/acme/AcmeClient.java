package io.gatehouse.acme;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.IpAddress;
import io.gatehouse.core.pki.RevocationReason;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.challenge.TokenChallenge;
import org.shredzone.acme4j.connector.Connection;
import org.shredzone.acme4j.connector.DefaultConnection;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;
import org.shredzone.acme4j.toolbox.JSON;
import org.shredzone.acme4j.util.CSRBuilder;

/**
 * Speaks ACME to one CA for one account. The only class that knows acme4j; everything it takes and gives is ours, and so
 * are its errors.
 *
 * <p>What acme4j 4.0.0 does badly is put right here:
 *
 * <ul>
 *   <li>Its session holds the nonce's lock during the HTTP call, so one session serves one call at a time. Each {@link
 *       Conversation} has a session of its own, out of a pool.
 *   <li>It waits itself, and fails on a {@code Retry-After} gone by. Nothing here waits; {@link Polling} does.
 *   <li>It drops {@code Retry-After} of an HTTP error without a problem document, and fails on a malformed one. {@link
 *       RetryAfter} reads it.
 *   <li>It fetches the directory anew for almost every request. One copy is kept for an hour.
 *   <li>Its key reader fails on PKCS#8 and its choice of chain on a DN with more than a CN. Neither is used; see {@link
 *       AccountKey} and {@link ChainChoice}.
 * </ul>
 *
 * <p>Safe for use by many threads; a conversation is for one.
 */
final class AcmeClient {
    private final AcmeDirectory directory;
    private final AcmeAccount account;
    private final Clock clock;
    private final ShieldedProvider provider;
    private final ConcurrentLinkedQueue<Login> idle = new ConcurrentLinkedQueue<>();
    private @Nullable URL accountUrl;

    AcmeClient(AcmeDirectory directory, AcmeAccount account, Clock clock) {
        this.directory = directory;
        this.account = account;
        this.clock = clock;
        this.provider = new ShieldedProvider(directory.trustAnchors(), clock);
    }

    /** Begins to talk, as the account; it is opened at the CA if the key is not known there. */
    Conversation open() {
        Login login = idle.poll();
        return new Conversation(login != null ? login : call("to open an account", this::login));
    }

    private synchronized Login login() throws org.shredzone.acme4j.exception.AcmeException {
        KeyPair key = account.key().keyPair();
        Session session = new Session(directory.uri(), provider);
        // What the CA says is quoted in our messages, which are English.
        session.setLocale(Locale.ENGLISH);
        URL known = accountUrl;
        if (known == null) {
            known = register(session, key);
            accountUrl = known;
        }
        return session.login(known, key);
    }

    private URL register(Session session, KeyPair key) throws org.shredzone.acme4j.exception.AcmeException {
        Optional<URI> terms = session.getMetadata().getTermsOfService();
        AccountBuilder builder = new AccountBuilder().useKeyPair(key);
        account.contacts().forEach(builder::addContact);
        if (account.agreedToTerms()) {
            builder.agreeToTermsOfService();
        } else if (terms.isPresent()) {
            builder.onlyExisting();
        }
        try {
            return builder.createLogin(session).getAccountLocation();
        } catch (AcmeServerException e) {
            if (terms.isPresent()
                    && !account.agreedToTerms()
                    && problem(e.getProblem()).kind().equals("accountDoesNotExist")) {
                throw new TermsNotAgreedException(terms.get());
            }
            throw e;
        }
    }

    /** One sequence of requests, on one session. Closing it gives the session back to the pool. Not thread-safe. */
    final class Conversation implements AutoCloseable {
        private final Login login;
        private final Map<URI, Order> orders = new HashMap<>();
        private final Map<URI, org.shredzone.acme4j.challenge.Challenge> challenges = new HashMap<>();

        private Conversation(Login login) {
            this.login = login;
        }

        AcmeOrder newOrder(List<Identifier> identifiers) {
            return call("to accept an order for " + names(identifiers), () -> {
                var builder = login.newOrder();
                identifiers.forEach(identifier -> builder.identifier(theirs(identifier)));
                Order order = builder.create();
                orders.put(order.getLocation().toURI(), order);
                return ours(order);
            });
        }

        Polling.Seen<AcmeOrder> order(AcmeOrder known) {
            return call("to show " + known.location(), () -> {
                Order order = bound(known);
                Optional<Duration> wait = fromNow(order.fetch());
                return new Polling.Seen<>(ours(order), wait);
            });
        }

        Polling.Seen<AcmeAuthorization> authorization(URI location) {
            return call("to show the authorization " + location, () -> {
                Authorization authorization = login.bindAuthorization(location.toURL());
                Optional<Duration> wait = fromNow(authorization.fetch());
                return new Polling.Seen<>(ours(location, authorization), wait);
            });
        }

        /** Tells the CA that the answer to this challenge is in place. */
        void trigger(AcmeAuthorization.Offer offer) {
            call("to validate " + offer.challenge().identifier().text(), () -> {
                var challenge = challenges.get(offer.location());
                if (challenge == null) {
                    challenge = login.bindChallenge(offer.location().toURL());
                }
                challenge.trigger();
                return offer;
            });
        }

        /** Asks for the certificate: a request signed with the key, for exactly these names. */
        void finish(AcmeOrder known, List<Identifier> identifiers, KeyPair key) {
            call("to finalize the order for " + names(identifiers), () -> {
                CSRBuilder csr = new CSRBuilder();
                identifiers.forEach(identifier -> csr.addIdentifier(theirs(identifier)));
                csr.sign(key);
                bound(known).execute(csr.getEncoded());
                return known;
            });
        }

        /** A chain, and where the CA keeps others for the same leaf. */
        DownloadedChain chain(URI location) {
            return call("to hand out the certificate " + location, () -> {
                Certificate certificate = login.bindCertificate(location.toURL());
                certificate.download();
                List<URI> alternates = new ArrayList<>();
                for (URL alternate : certificate.getAlternates()) {
                    alternates.add(alternate.toURI());
                }
                return new DownloadedChain(certificate.getCertificateChain(), alternates);
            });
        }

        void revoke(X509Certificate leaf, RevocationReason reason) {
            call("to revoke the certificate " + leaf.getSerialNumber().toString(16), () -> {
                Certificate.revoke(login, leaf, org.shredzone.acme4j.RevocationReason.code(reason.code()));
                return reason;
            });
        }

        @Override
        public void close() {
            idle.add(login);
        }

        private Order bound(AcmeOrder known) throws MalformedURLException {
            Order order = orders.get(known.location());
            return order != null ? order : login.bindOrder(known.location().toURL());
        }

        private AcmeAuthorization ours(URI location, Authorization authorization) throws URISyntaxException {
            Identifier proved = Identifier.parse(authorization.getIdentifier().getValue());
            List<AcmeAuthorization.Offer> offers = new ArrayList<>();
            for (var challenge : authorization.getChallenges()) {
                Optional<ChallengeType> type = ChallengeType.find(challenge.getType());
                if (type.isPresent() && challenge instanceof TokenChallenge withToken) {
                    String keyAuthorization = withToken.getAuthorization();
                    String token = keyAuthorization.substring(0, keyAuthorization.indexOf('.'));
                    URI challengeUri = challenge.getLocation().toURI();
                    challenges.put(challengeUri, challenge);
                    offers.add(new AcmeAuthorization.Offer(
                            challengeUri,
                            new Challenge(proved, type.get(), token, keyAuthorization),
                            challenge.getError().map(AcmeClient::problem)));
                }
            }
            Identifier named = authorization.isWildcard() ? DomainName.of("*." + proved.text()) : proved;
            return new AcmeAuthorization(
                    location, named, AcmeStatus.named(authorization.getStatus().name()), offers);
        }

        private AcmeOrder ours(Order order) throws URISyntaxException {
            AcmeStatus status = AcmeStatus.named(order.getStatus().name());
            List<URI> authorizations = new ArrayList<>();
            for (Authorization authorization : order.getAuthorizations()) {
                authorizations.add(authorization.getLocation().toURI());
            }
            Optional<URI> certificate = status == AcmeStatus.VALID
                    ? Optional.of(order.getCertificate().getLocation().toURI())
                    : Optional.empty();
            return new AcmeOrder(
                    order.getLocation().toURI(),
                    status,
                    authorizations,
                    order.getError().map(AcmeClient::problem),
                    certificate);
        }
    }

    private static org.shredzone.acme4j.Identifier theirs(Identifier identifier) {
        return identifier instanceof IpAddress address
                ? org.shredzone.acme4j.Identifier.ip(address.toInetAddress())
                : org.shredzone.acme4j.Identifier.dns(identifier.text());
    }

    private static String names(Collection<Identifier> identifiers) {
        return identifiers.stream().map(Identifier::text).collect(Collectors.joining(", "));
    }

    private static AcmeProblem problem(Problem problem) {
        return new AcmeProblem(
                problem.getType().toString(),
                problem.getDetail().or(problem::getTitle).orElse(""),
                problem.getIdentifier()
                        .map(org.shredzone.acme4j.Identifier::getValue)
                        .orElse(null),
                problem.getSubProblems().stream().map(AcmeClient::problem).toList());
    }

    /** In whole seconds, as CAs count; zero for an instant gone by. */
    private Optional<Duration> fromNow(Optional<Instant> instant) {
        return instant.map(at -> Duration.between(clock.instant(), at))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait.plusNanos(999_999_999))
                .map(wait -> wait.truncatedTo(ChronoUnit.SECONDS));
    }

    /** A request as acme4j makes it. */
    private interface Request<T> {
        T send() throws org.shredzone.acme4j.exception.AcmeException, IOException, URISyntaxException;
    }

    private <T> T call(String attempted, Request<T> request) {
        try {
            return request.send();
        } catch (AcmeLazyLoadingException e) {
            throw translate(attempted, e.getCause() != null ? e.getCause() : e);
        } catch (GatehouseException e) {
            throw e;
        } catch (org.shredzone.acme4j.exception.AcmeException | IOException | URISyntaxException | RuntimeException e) {
            throw translate(attempted, e);
        }
    }

    private AcmeException translate(String attempted, Throwable e) {
        if (e instanceof AcmeServerException refused) {
            Duration wait = refused instanceof AcmeRateLimitedException limited
                    ? fromNow(limited.getRetryAfter()).orElse(null)
                    : null;
            return new AcmeRefusedException(attempted, problem(refused.getProblem()), e, wait);
        }
        if (e instanceof AcmeNetworkException && e.getCause() instanceof IOException network) {
            if (network.getCause() instanceof InterruptedException) {
                // acme4j swallows it.
                Thread.currentThread().interrupt();
            }
            return network instanceof AcmeHttp.StatusError error
                    ? AcmeUnavailableException.httpError(directory.uri(), attempted, error)
                    : AcmeUnavailableException.network(directory.uri(), attempted, network);
        }
        return AcmeUnavailableException.notAcme(directory.uri(), attempted, e);
    }

    /** acme4j's own extension point, with one HTTP client and one copy of the directory for all sessions. */
    private static final class ShieldedProvider extends GenericAcmeProvider {
        private static final Duration DIRECTORY_LIFE = Duration.ofHours(1);

        private final List<X509Certificate> trustAnchors;
        private final Clock clock;
        private @Nullable HttpClient client;
        private @Nullable JSON directory;
        private long fetchedAt;

        ShieldedProvider(List<X509Certificate> trustAnchors, Clock clock) {
            this.trustAnchors = trustAnchors;
            this.clock = clock;
        }

        @Override
        public synchronized HttpClient createHttpClient(NetworkSettings settings) {
            HttpClient shared = client;
            if (shared == null) {
                shared = AcmeHttp.client(trustAnchors, settings.getTimeout());
                client = shared;
            }
            return shared;
        }

        @Override
        public Connection connect(URI serverUri, NetworkSettings settings, HttpClient httpClient) {
            return new ShieldedConnection(createHttpConnector(settings, httpClient), clock);
        }

        @Override
        public synchronized @Nullable JSON directory(Session session, URI serverUri)
                throws org.shredzone.acme4j.exception.AcmeException {
            JSON known = directory;
            if (known != null && System.nanoTime() - fetchedAt < DIRECTORY_LIFE.toNanos()) {
                // In acme4j's contract, null means that what the session has is still good.
                return session.hasDirectory() ? null : known;
            }
            session.purgeDirectoryCache();
            directory = super.directory(session, serverUri);
            fetchedAt = System.nanoTime();
            return directory;
        }
    }

    /** acme4j's connection, without losing {@code Retry-After}. */
    private static final class ShieldedConnection extends DefaultConnection {
        private final Clock clock;

        ShieldedConnection(HttpConnector connector, Clock clock) {
            super(connector);
            this.clock = clock;
        }

        @Override
        protected void sendRequest(Session session, URL url, Consumer<HttpRequest.Builder> body) throws IOException {
            super.sendRequest(session, url, body);
            HttpResponse<?> response = lastResponse;
            if (response != null && response.statusCode() >= 400 && !hasProblem(response)) {
                try (var nonce = session.lockNonce()) {
                    // It was used up by the request that failed.
                    nonce.setNonce(null);
                }
                throw new AcmeHttp.StatusError(
                        response.statusCode(),
                        RetryAfter.of(response.headers(), clock.instant()).orElse(null));
            }
        }

        @Override
        public Optional<Instant> getRetryAfter() {
            HttpResponse<?> response = lastResponse;
            Instant now = clock.instant();
            return response == null
                    ? Optional.empty()
                    : RetryAfter.of(response.headers(), now).map(now::plus);
        }

        private static boolean hasProblem(HttpResponse<?> response) {
            return response.headers()
                    .firstValue("Content-Type")
                    .filter(type -> type.startsWith("application/problem+json"))
                    .isPresent();
        }
    }
}
