package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.testkit.AcmeResource;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One order (RFC 8555, section 7.1.3). Its status follows from its authorizations and its certificate, so that the two
 * never disagree. Thread-safe.
 */
final class Order {
    /** RFC 8555, section 7.1.6. */
    enum Status {
        PENDING,
        READY,
        PROCESSING,
        VALID,
        INVALID
    }

    private final String id = Base64Url.token();
    private final Account account;
    private final OrderRequest request;
    private final List<Authorization> authorizations;
    private final Instant expires;
    private @Nullable IssuedCertificate certificate;
    private Instant issuedAt = Instant.MAX;

    Order(Account account, OrderRequest request, List<Authorization> authorizations, Instant expires) {
        this.account = account;
        this.request = request;
        this.authorizations = authorizations;
        this.expires = expires;
    }

    String id() {
        return id;
    }

    Account account() {
        return account;
    }

    OrderRequest request() {
        return request;
    }

    Set<Identifier> identifiers() {
        return request.identifiers();
    }

    List<Authorization> authorizations() {
        return authorizations;
    }

    synchronized Status status(Instant now) {
        if (certificate != null) {
            return now.isBefore(issuedAt) ? Status.PROCESSING : Status.VALID;
        }
        if (now.isAfter(expires)) {
            return Status.INVALID;
        }
        if (authorizations.stream().anyMatch(authorization -> isLost(authorization.status(now)))) {
            return Status.INVALID;
        }
        boolean proved = authorizations.stream()
                .allMatch(authorization -> authorization.status(now) == Authorization.Status.VALID);
        return proved ? Status.READY : Status.PENDING;
    }

    private static boolean isLost(Authorization.Status status) {
        return status != Authorization.Status.VALID && status != Authorization.Status.PENDING;
    }

    /**
     * Issues once, whoever asks first, and shows it when its time has come; a CSR that is refused leaves the order ready
     * (RFC 8555, section 7.4).
     */
    synchronized void finalizeWith(Instant now, Duration issuanceTime, Supplier<IssuedCertificate> issuance) {
        Status status = status(now);
        if (status != Status.READY) {
            throw ProblemType.ORDER_NOT_READY.because(
                    "the order is " + status.name().toLowerCase(Locale.ROOT) + ", and only a ready one is finalized");
        }
        certificate = issuance.get();
        issuedAt = now.plus(issuanceTime);
    }

    /** How long the order is still {@code processing}; empty when it is not. */
    synchronized Optional<Duration> processing(Instant now) {
        return status(now) == Status.PROCESSING ? Optional.of(Duration.between(now, issuedAt)) : Optional.empty();
    }

    synchronized Map<String, Object> toJson(Instant now, Urls urls) {
        Map<String, Object> json = new LinkedHashMap<>();
        Status status = status(now);
        json.put("status", status.name().toLowerCase(Locale.ROOT));
        json.put("expires", expires.toString());
        json.put("identifiers", identifiers().stream().map(Identifiers::toJson).toList());
        request.addTo(json);
        json.put(
                "authorizations",
                authorizations.stream()
                        .map(authorization -> urls.of(AcmeResource.AUTHORIZATION, authorization.id()))
                        .toList());
        json.put("finalize", urls.of(AcmeResource.FINALIZE, id));
        if (certificate != null && status == Status.VALID) {
            json.put("certificate", urls.of(AcmeResource.CERTIFICATE, certificate.id()));
        }
        authorizations.stream()
                .flatMap(authorization -> authorization.challenges().stream())
                .map(Challenge::error)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(error -> json.put("error", error));
        return json;
    }
}
