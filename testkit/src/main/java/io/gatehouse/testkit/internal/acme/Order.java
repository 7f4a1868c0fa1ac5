package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import io.gatehouse.testkit.AcmeResource;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
        VALID,
        INVALID
    }

    private final String id = Base64Url.token();
    private final Account account;
    private final Set<Identifier> identifiers;
    private final List<Authorization> authorizations;
    private final Instant expires;
    private @Nullable IssuedCertificate certificate;

    Order(Account account, Set<Identifier> identifiers, Instant expires) {
        this.account = account;
        this.identifiers = identifiers;
        this.expires = expires;
        this.authorizations = identifiers.stream()
                .map(identifier -> new Authorization(account, identifier, expires))
                .toList();
    }

    String id() {
        return id;
    }

    Account account() {
        return account;
    }

    Set<Identifier> identifiers() {
        return identifiers;
    }

    List<Authorization> authorizations() {
        return authorizations;
    }

    synchronized Status status(Instant now) {
        if (certificate != null) {
            return Status.VALID;
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

    /** Issues once, whoever asks first; a CSR that is refused leaves the order ready (RFC 8555, section 7.4). */
    synchronized IssuedCertificate finalizeWith(Instant now, Supplier<IssuedCertificate> issuance) {
        Status status = status(now);
        if (status != Status.READY) {
            throw ProblemType.ORDER_NOT_READY.because(
                    "the order is " + status.name().toLowerCase(Locale.ROOT) + ", and only a ready one is finalized");
        }
        certificate = issuance.get();
        return certificate;
    }

    synchronized Map<String, Object> toJson(Instant now, Urls urls) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", status(now).name().toLowerCase(Locale.ROOT));
        json.put("expires", expires.toString());
        json.put("identifiers", identifiers.stream().map(Identifiers::toJson).toList());
        json.put(
                "authorizations",
                authorizations.stream()
                        .map(authorization -> urls.of(AcmeResource.AUTHORIZATION, authorization.id()))
                        .toList());
        json.put("finalize", urls.of(AcmeResource.FINALIZE, id));
        if (certificate != null) {
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
