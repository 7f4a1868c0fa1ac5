package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.internal.acme.Orders.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kinds of challenge that the CA offers, and how each is validated. Thread-safe. */
final class Validators {
    private final ChallengeValidator http01;
    private final Dns01Validator dns01;
    private final Optional<ChallengeValidator> tlsAlpn01;
    private final boolean dnsAccount01;
    private final Urls urls;

    Validators(ValidationSettings settings, Urls urls) {
        this.http01 = new Http01Validator(settings.http01(), settings.httpsPort());
        this.dns01 = new Dns01Validator(settings.dns());
        this.tlsAlpn01 = settings.tlsAlpn01().map(TlsAlpn01Validator::new);
        this.dnsAccount01 = settings.dnsAccount01();
        this.urls = urls;
    }

    /** A wildcard can be proved in DNS only, an address never there (RFC 8738, section 4). */
    List<Challenge> offered(Identifier ordered) {
        List<Challenge.Kind> kinds = new ArrayList<>();
        if (!Identifiers.isWildcard(ordered)) {
            kinds.add(Challenge.Kind.HTTP_01);
            tlsAlpn01.ifPresent(offered -> kinds.add(Challenge.Kind.TLS_ALPN_01));
        }
        if (ordered instanceof DomainName) {
            kinds.add(Challenge.Kind.DNS_01);
            if (dnsAccount01) {
                kinds.add(Challenge.Kind.DNS_ACCOUNT_01);
            }
        }
        return kinds.stream().map(Challenge::new).toList();
    }

    ChallengeValidator of(Attempt attempt) {
        return switch (attempt.challenge().kind()) {
            case HTTP_01 -> http01;
            case DNS_01 -> dns01;
            case TLS_ALPN_01 -> tlsAlpn01.orElseThrow();
            case DNS_ACCOUNT_01 ->
                dns01.of(urls.of(
                        AcmeResource.ACCOUNT, attempt.authorization().account().id()));
        };
    }
}
