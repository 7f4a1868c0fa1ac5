package io.gatehouse.acme;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.IpAddress;
import io.gatehouse.core.pki.RevocationReason;
import io.gatehouse.core.pki.SigningRequest;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Metadata;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.challenge.TokenChallenge;
import org.shredzone.acme4j.connector.Connection;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.toolbox.JSON;

/**
 * One sequence of requests to one CA, on one session of acme4j, as one account. What it takes and gives is ours, and so are
 * its errors: an {@link AcmeRefusedException} or an {@link AcmeUnavailableException}. It never waits for the CA's work;
 * {@link Polling} does. Closing it gives the session back to the pool. Not thread-safe.
 */
final class AcmeConversation implements AutoCloseable {
    /** More chains for one leaf than any CA has. */
    private static final int MOST_ALTERNATES = 20;
    /** At a hundred orders a page, more than any CA lets an account have open. */
    private static final int MOST_PAGES = 100;
    /** What Let's Encrypt puts into one certificate of its shorter profiles; most CAs take a hundred. */
    private static final int NAMES_THAT_ALL_TAKE = 25;

    private final AcmeIssuer issuer;
    private final ShieldedCalls calls;
    private final Logins logins;
    private final Map<URI, Order> orders = new HashMap<>();
    private final Map<URI, org.shredzone.acme4j.challenge.Challenge> challenges = new HashMap<>();
    private Login login;

    /** Where the sessions come from. */
    interface Logins {
        /** One as the account that the CA knows by our key, for one whose account it does not know; empty if there is none. */
        Optional<Login> replacing(Login unknown);

        void giveBack(Login login);
    }

    AcmeConversation(Login login, AcmeIssuer issuer, ShieldedCalls calls, Logins logins) {
        this.login = login;
        this.issuer = issuer;
        this.calls = calls;
        this.logins = logins;
    }

    Login login() {
        return login;
    }

    /** Makes a request as the account; once more as another if the CA knows the account only by its key. */
    <T> T signed(String attempted, ShieldedCalls.Request<T> request) {
        try {
            return calls.call(attempted, request);
        } catch (AcmeRefusedException e) {
            Optional<Login> other = e.problem().isUnknownAccount() ? logins.replacing(login) : Optional.empty();
            if (other.isEmpty()) {
                throw e;
            }
            login = other.get();
            orders.clear();
            challenges.clear();
            return calls.call(attempted, request);
        }
    }

    /**
     * Places an order (RFC 8555, section 7.4).
     *
     * @param replaces the certificate that this one comes after (RFC 9773, section 5); left out where the CA knows nothing
     *     of that
     * @throws ProfileNotOfferedException if the CA has no such profile; nothing was ordered then
     * @throws AcmeRefusedException if the CA refuses; {@link AcmeRefusedException#mayBeForReplaces()} says whether to try
     *     again without {@code replaces}
     */
    AcmeOrder newOrder(CertificateRequest request, Optional<CertificateId> replaces) {
        List<Identifier> identifiers = request.identifiers();
        String attempted = "to accept an order for " + names(identifiers);
        try {
            return signed(attempted, () -> {
                var builder = login.newOrder();
                identifiers.forEach(identifier -> builder.identifier(theirs(identifier)));
                Optional<String> profile = request.profile().or(issuer::profile);
                profile.ifPresent(this::requireOffered);
                profile.ifPresent(builder::profile);
                request.validity()
                        .map(howLong -> calls.clock().instant().plus(howLong))
                        .ifPresent(end -> builder.notAfter(end.truncatedTo(ChronoUnit.SECONDS)));
                if (replaces.isPresent() && suggestsRenewals()) {
                    builder.replaces(replaces.get().text());
                }
                Order order = builder.create();
                orders.put(order.getLocation().toURI(), order);
                return ours(order);
            });
        } catch (AcmeRefusedException e) {
            throw withRemedy(e, attempted, request);
        }
    }

    private static AcmeRefusedException withRemedy(
            AcmeRefusedException refused, String attempted, CertificateRequest request) {
        AcmeProblem problem = refused.problem();
        if (request.validity().isPresent()
                && problem.detail().toLowerCase(Locale.ROOT).contains("notafter")) {
            return refused.withRemedy(
                    attempted,
                    "It does not let a certificate end when validity() says: leave that out, or take a profile() that is"
                            + " as short.");
        }
        int names = request.identifiers().size();
        return List.of("malformed", "rejectedIdentifier").contains(problem.kind()) && names > NAMES_THAT_ALL_TAKE
                ? refused.withRemedy(
                        attempted,
                        "The request has " + names + " names, and CAs limit how many a certificate may have: often 100,"
                                + " with some profiles 25. Make several requests of it.")
                : refused;
    }

    private void requireOffered(String profile) {
        Set<String> offered = metadata().profiles().keySet();
        if (!offered.contains(profile)) {
            throw new ProfileNotOfferedException(calls.ca(), profile, offered);
        }
    }

    AccountCalls account() {
        return new AccountCalls(this);
    }

    /** What the CA says of itself. */
    AcmeMetadata metadata() {
        return calls.call("for its directory", () -> {
            Metadata theirs = login.getSession().getMetadata();
            Map<String, String> profiles = new TreeMap<>();
            for (String profile : theirs.getProfiles()) {
                profiles.put(profile, theirs.getProfileDescription(profile).orElse(""));
            }
            Optional<URL> website = theirs.getWebsite();
            return new AcmeMetadata(
                    theirs.getTermsOfService(),
                    website.isPresent() ? Optional.of(website.get().toURI()) : Optional.empty(),
                    List.copyOf(theirs.getCaaIdentities()),
                    theirs.isExternalAccountRequired(),
                    profiles,
                    suggestsRenewals());
        });
    }

    private boolean suggestsRenewals() throws org.shredzone.acme4j.exception.AcmeException {
        return login.getSession().resourceUrlOptional(Resource.RENEWAL_INFO).isPresent();
    }

    /**
     * When the CA suggests to renew a certificate (RFC 9773); empty where it makes no suggestions.
     *
     * @throws AcmeRefusedException if the certificate is unknown to the CA
     * @throws AcmeUnavailableException if there is no answer, or one that makes no sense, such as an empty window
     */
    Optional<RenewalInfo> renewalInfo(CertificateId certificate) {
        return calls.call("when to renew the certificate " + certificate, () -> {
            Optional<URL> resource = login.getSession().resourceUrlOptional(Resource.RENEWAL_INFO);
            if (resource.isEmpty()) {
                return Optional.empty();
            }
            var theirs = login.bindRenewalInfo(
                    URI.create(resource.get() + "/" + certificate.text()).toURL());
            Optional<Duration> wait = calls.fromNow(theirs.fetch());
            Optional<URL> explanation = theirs.getExplanation();
            return Optional.of(RenewalInfo.of(
                    theirs.getSuggestedWindowStart(),
                    theirs.getSuggestedWindowEnd(),
                    explanation.isPresent() ? Optional.of(explanation.get().toURI()) : Optional.empty(),
                    wait));
        });
    }

    /**
     * The account's orders (RFC 8555, section 7.1.2.1), the ones a CA still lists; empty where the CA keeps no list, as
     * Let's Encrypt does not.
     */
    Optional<List<URI>> orders() {
        return signed("for the account's orders", () -> {
            Optional<URL> next = login.getAccount().getJSON().get("orders").map(JSON.Value::asURL);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            List<URI> found = new ArrayList<>();
            for (int page = 0; next.isPresent() && page < MOST_PAGES; page++) {
                try (Connection connection = login.getSession().connect()) {
                    connection.sendSignedPostAsGetRequest(next.get(), login);
                    connection.readJsonResponse().get("orders").asArray().stream()
                            .map(JSON.Value::asURI)
                            .forEach(found::add);
                    next = connection.getLinks("next").stream().findFirst();
                }
            }
            return Optional.of(List.copyOf(found));
        });
    }

    /** An order of which only the URL is known, as after a restart. */
    AcmeOrder order(URI location) {
        return signed("to show the order " + location, () -> {
            Order order = login.bindOrder(location.toURL());
            order.fetch();
            orders.put(location, order);
            return ours(order);
        });
    }

    Polling.Seen<AcmeOrder> order(AcmeOrder known) {
        return signed("to show " + known.location(), () -> {
            Order order = bound(known);
            Optional<Duration> wait = calls.fromNow(order.fetch());
            return new Polling.Seen<>(ours(order), wait);
        });
    }

    Polling.Seen<AcmeAuthorization> authorization(URI location) {
        return signed("to show the authorization " + location, () -> {
            Authorization authorization = login.bindAuthorization(location.toURL());
            Optional<Duration> wait = calls.fromNow(authorization.fetch());
            return new Polling.Seen<>(ours(location, authorization), wait);
        });
    }

    /** Tells the CA that the answer to this challenge is in place. */
    void trigger(AcmeAuthorization.Offer offer) {
        signed("to validate " + offer.challenge().identifier().text(), () -> {
            var challenge = challenges.get(offer.location());
            if (challenge == null) {
                challenge = login.bindChallenge(offer.location().toURL());
            }
            challenge.trigger();
            return offer;
        });
    }

    /** Asks for the certificate: a request for exactly the names of the order. */
    void finish(AcmeOrder known, SigningRequest csr) {
        signed("to finalize the order for " + names(csr.names()), () -> {
            bound(known).execute(csr.toDer());
            return known;
        });
    }

    /** A chain, and where the CA keeps others for the same leaf. */
    DownloadedChain chain(URI location) {
        return signed("to hand out the certificate " + location, () -> {
            Certificate certificate = login.bindCertificate(location.toURL());
            certificate.download();
            if (certificate.getCertificateChain().isEmpty()) {
                throw new IllegalStateException("there is no certificate in it");
            }
            List<URI> alternates = new ArrayList<>();
            for (URL alternate : certificate.getAlternates()) {
                if (alternates.size() < MOST_ALTERNATES) {
                    alternates.add(alternate.toURI());
                }
            }
            return new DownloadedChain(certificate.getCertificateChain(), alternates);
        });
    }

    /** As the account, which was issued the certificate or has authorizations for each of its names. */
    void revoke(X509Certificate leaf, RevocationReason reason) {
        signed(revocationOf(leaf), () -> {
            Certificate.revoke(login, leaf, theirs(reason));
            return reason;
        });
    }

    /** As the holder of the certificate's own key. */
    void revoke(X509Certificate leaf, KeyPair certificateKey, RevocationReason reason) {
        calls.call(revocationOf(leaf), () -> {
            Certificate.revoke(login.getSession(), certificateKey, leaf, theirs(reason));
            return reason;
        });
    }

    private static String revocationOf(X509Certificate leaf) {
        return "to revoke the certificate " + leaf.getSerialNumber().toString(16);
    }

    private static org.shredzone.acme4j.RevocationReason theirs(RevocationReason reason) {
        return org.shredzone.acme4j.RevocationReason.code(reason.code());
    }

    @Override
    public void close() {
        logins.giveBack(login);
    }

    private Order bound(AcmeOrder known) throws MalformedURLException {
        Order order = orders.get(known.location());
        return order != null ? order : login.bindOrder(known.location().toURL());
    }

    private AcmeAuthorization ours(URI location, Authorization authorization) throws URISyntaxException {
        Identifier proved = Identifier.parse(authorization.getIdentifier().getValue());
        Identifier named = authorization.isWildcard() ? DomainName.of("*." + proved.text()) : proved;
        URI account = login.getAccount().getLocation().toURI();
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
                        new Challenge(named, type.get(), token, keyAuthorization, account),
                        challenge.getError().map(ShieldedCalls::problem)));
            }
        }
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
                order.getIdentifiers().stream()
                        .map(identifier -> Identifier.parse(identifier.getValue()))
                        .toList(),
                authorizations,
                order.getError().map(ShieldedCalls::problem),
                certificate);
    }

    private static org.shredzone.acme4j.Identifier theirs(Identifier identifier) {
        return identifier instanceof IpAddress address
                ? org.shredzone.acme4j.Identifier.ip(address.toInetAddress())
                : org.shredzone.acme4j.Identifier.dns(identifier.text());
    }

    private static String names(Collection<Identifier> identifiers) {
        return identifiers.stream().map(Identifier::text).collect(Collectors.joining(", "));
    }
}
