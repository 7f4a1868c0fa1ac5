package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.testkit.AcmeResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/** Orders: make, read, finalize (RFC 8555, section 7.4). */
final class OrderEndpoint {
    private static final Duration ORDER_LIFETIME = Duration.ofDays(7);

    private final Orders orders;
    private final Issuer issuer;
    private final Faults faults;
    private final Clock clock;
    private final Urls urls;

    OrderEndpoint(Orders orders, Issuer issuer, Faults faults, Clock clock, Urls urls) {
        this.orders = orders;
        this.issuer = issuer;
        this.faults = faults;
        this.clock = clock;
        this.urls = urls;
    }

    Reply create(SignedRequest request) {
        JsonObject asked = request.object();
        if (asked.has("notBefore") || asked.has("notAfter")) {
            throw ProblemType.MALFORMED.because("this server chooses notBefore and notAfter itself; leave them out");
        }
        Set<Identifier> identifiers = Identifiers.parse(asked.objects("identifiers"));
        faults.requireNoneRejected(identifiers);
        Instant expires = clock.instant().plus(ORDER_LIFETIME).truncatedTo(ChronoUnit.SECONDS);
        Order order = new Order(request.account(), identifiers, expires);
        orders.add(order);
        return reply(201, order);
    }

    Reply order(SignedRequest request) {
        request.requirePostAsGet();
        return reply(200, orders.order(request));
    }

    Reply finalizeOrder(SignedRequest request) {
        Order order = orders.order(request);
        byte[] csr = Base64Url.decode("\"csr\"", request.object().string("csr"));
        order.finalizeWith(clock.instant(), () -> issuer.issue(csr, order));
        return reply(200, order);
    }

    private Reply reply(int status, Order order) {
        return Reply.json(status, order.toJson(clock.instant(), urls))
                .header("Location", urls.of(AcmeResource.ORDER, order.id()));
    }
}
