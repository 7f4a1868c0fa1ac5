package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.testkit.AcmeResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Orders: make, read, finalize (RFC 8555, section 7.4). */
final class OrderEndpoint {
    private final Orders orders;
    private final Authorizations authorizations;
    private final Issuer issuer;
    private final Renewals renewals;
    private final Caa caa;
    private final RateLimits limits;
    private final CaPolicy policy;
    private final Faults faults;
    private final Clock clock;
    private final Urls urls;

    OrderEndpoint(
            Orders orders,
            Authorizations authorizations,
            Issuer issuer,
            Renewals renewals,
            Caa caa,
            RateLimits limits,
            CaPolicy policy,
            Faults faults,
            Clock clock,
            Urls urls) {
        this.orders = orders;
        this.authorizations = authorizations;
        this.issuer = issuer;
        this.renewals = renewals;
        this.caa = caa;
        this.limits = limits;
        this.policy = policy;
        this.faults = faults;
        this.clock = clock;
        this.urls = urls;
    }

    /** A renewal that names what it replaces is no new load: it is exempt from the limits on orders. */
    Reply create(SignedRequest request) {
        Instant now = clock.instant();
        OrderRequest asked = OrderRequest.parse(request.object(), policy, now);
        faults.requireNoneRejected(asked.identifiers());
        Optional<IssuedCertificate> replaced = asked.replaces()
                .map(certificateId -> renewals.requireReplaceable(certificateId, request.account(), asked));
        if (replaced.isEmpty()) {
            limits.takeOrder(request.account(), asked.identifiers());
        }
        List<Authorization> needed = asked.identifiers().stream()
                .map(identifier -> authorizations.forOrder(request.account(), identifier))
                .toList();
        Instant expires = now.plus(Authorizations.LIFETIME).truncatedTo(ChronoUnit.SECONDS);
        Order order = new Order(request.account(), asked, needed, expires);
        replaced.ifPresent(certificate -> renewals.replace(certificate, order));
        orders.add(order);
        return reply(201, order);
    }

    /** Names that will be ordered later may be proved now (RFC 8555, section 7.4.1). */
    Reply preauthorize(SignedRequest request) {
        Identifier identifier = Identifiers.parse(request.object().object("identifier"));
        if (Identifiers.isWildcard(identifier)) {
            throw ProblemType.MALFORMED.because("a wildcard cannot be authorized before it is ordered");
        }
        faults.requireNoneRejected(Set.of(identifier));
        Authorization authorization = authorizations.ahead(request.account(), identifier);
        return Reply.json(201, authorization.toJson(clock.instant(), urls))
                .header("Location", urls.of(AcmeResource.AUTHORIZATION, authorization.id()));
    }

    Reply order(SignedRequest request) {
        request.requirePostAsGet();
        return reply(200, orders.order(request));
    }

    Reply finalizeOrder(SignedRequest request) {
        Order order = orders.order(request);
        byte[] csr = Base64Url.decode("\"csr\"", request.object().string("csr"));
        order.finalizeWith(clock.instant(), policy.issuanceTime(), () -> {
            order.authorizations().forEach(this::requireAllowed);
            IssuedCertificate issued = issuer.issue(csr, order);
            if (order.request().replaces().isEmpty()) {
                limits.issued(order.identifiers());
            }
            return issued;
        });
        return reply(200, order);
    }

    /** CAA may have changed since the proof (RFC 8659, section 3: before issuing). */
    private void requireAllowed(Authorization authorization) {
        authorization
                .provedBy()
                .ifPresent(kind -> caa.requireAllowed(authorization.ordered(), authorization.account(), kind));
    }

    /** What of the directory's {@code meta} is about orders. */
    Map<String, Object> meta() {
        Map<String, Object> profiles = new LinkedHashMap<>();
        policy.profiles().forEach(profile -> profiles.put(profile.name(), profile.description()));
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("caaIdentities", policy.caaIdentities());
        if (!profiles.isEmpty()) {
            meta.put("profiles", profiles);
        }
        return meta;
    }

    private Reply reply(int status, Order order) {
        Instant now = clock.instant();
        Reply reply =
                Reply.json(status, order.toJson(now, urls)).header("Location", urls.of(AcmeResource.ORDER, order.id()));
        Optional<Duration> processing = order.processing(now);
        return processing.isPresent() ? reply.header("Retry-After", Reply.wholeSeconds(processing.get())) : reply;
    }
}
