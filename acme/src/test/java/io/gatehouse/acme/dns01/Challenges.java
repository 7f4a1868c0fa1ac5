package io.gatehouse.acme.dns01;

import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeType;
import io.gatehouse.core.DomainName;
import java.net.URI;

/** dns-01 challenges of one account. */
final class Challenges {
    private Challenges() {}

    static Challenge dns01(String name) {
        return dns01(name, "token");
    }

    static Challenge dns01(String name, String token) {
        return new Challenge(
                DomainName.of(name),
                ChallengeType.DNS_01,
                token,
                token + ".thumbprint",
                URI.create("https://ca.example.test/account/1"));
    }
}
