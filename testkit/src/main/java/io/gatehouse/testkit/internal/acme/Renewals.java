package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.testkit.RenewalWindow;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** When certificates should be renewed, and which order replaces which (RFC 9773). Thread-safe. */
final class Renewals {
    private static final Duration ASK_AGAIN = Duration.ofHours(6);

    private final Issuer issuer;
    private final Clock clock;
    private final Map<String, RenewalWindow> windows = new ConcurrentHashMap<>();
    private final Map<String, Order> replacements = new ConcurrentHashMap<>();

    Renewals(Issuer issuer, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
    }

    void window(IssuedCertificate certificate, RenewalWindow window) {
        windows.put(certificate.id(), window);
    }

    Reply info(String renewalId) {
        IssuedCertificate certificate = find(renewalId);
        RenewalWindow window =
                Optional.ofNullable(windows.get(certificate.id())).orElseGet(() -> ordinary(certificate.leaf()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "suggestedWindow",
                Map.of(
                        "start", window.start().toString(),
                        "end", window.end().toString()));
        window.explanation().ifPresent(url -> json.put("explanationURL", url.toString()));
        return Reply.json(200, json).header("Retry-After", Reply.wholeSeconds(ASK_AGAIN));
    }

    /** From a third of the lifetime left to a sixth; what was revoked should have been renewed already. */
    private RenewalWindow ordinary(X509Certificate leaf) {
        Instant from = leaf.getNotBefore().toInstant();
        Instant until = leaf.getNotAfter().toInstant();
        Duration life = Duration.between(from, until);
        if (issuer.isRevoked(leaf)) {
            Instant now = clock.instant();
            return new RenewalWindow(now.minus(life.dividedBy(6)), now.minusSeconds(1));
        }
        return new RenewalWindow(until.minus(life.dividedBy(3)), until.minus(life.dividedBy(6)));
    }

    private IssuedCertificate find(String renewalId) {
        String[] parts = renewalId.split("\\.", -1);
        if (parts.length != 2) {
            throw ProblemType.MALFORMED.because(
                    "a certificate is named by its authority's key identifier, a dot and its serial number");
        }
        Base64Url.decode("the key identifier", parts[0]);
        Base64Url.decode("the serial number", parts[1]);
        return Orders.found("certificate", issuer.withRenewalId(renewalId).orElse(null));
    }

    /** The certificate that an order of the account may replace (RFC 9773, section 5). */
    IssuedCertificate requireReplaceable(String renewalId, Account account, OrderRequest order) {
        IssuedCertificate certificate = find(renewalId);
        if (certificate.account() != account) {
            throw ProblemType.UNAUTHORIZED.because("the certificate to replace belongs to another account");
        }
        Set<Identifier> names = certificate.bundle().names();
        if (Collections.disjoint(names, order.identifiers())) {
            throw ProblemType.MALFORMED.because(
                    "the order shares no identifier with the certificate that it replaces: " + names);
        }
        requireNotReplaced(replacements.get(certificate.id()));
        return certificate;
    }

    void replace(IssuedCertificate certificate, Order order) {
        replacements.compute(certificate.id(), (id, earlier) -> {
            requireNotReplaced(earlier);
            return order;
        });
    }

    /** An order that failed replaces nothing. */
    private void requireNotReplaced(@Nullable Order earlier) {
        if (earlier != null && earlier.status(clock.instant()) != Order.Status.INVALID) {
            throw ProblemType.ALREADY_REPLACED.because("another order replaces the certificate already");
        }
    }
}
