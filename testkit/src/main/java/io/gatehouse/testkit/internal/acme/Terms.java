package io.gatehouse.testkit.internal.acme;

import java.net.URI;
import java.util.Optional;

/** The terms of service, which may change while accounts live (RFC 8555, section 7.3.3). Thread-safe. */
final class Terms {
    private volatile Optional<URI> current;

    Terms(Optional<URI> current) {
        this.current = current;
    }

    Optional<URI> current() {
        return current;
    }

    void change(URI newTerms) {
        current = Optional.of(newTerms);
    }

    /** What a new account agrees to; it must say so when there are any. */
    Optional<URI> agreedBy(JsonObject newAccount) {
        boolean agreed = newAccount.flag("termsOfServiceAgreed");
        Optional<URI> terms = current;
        if (terms.isPresent() && !agreed) {
            throw problem(terms.get(), "a new account must have \"termsOfServiceAgreed\": true");
        }
        return terms;
    }

    void requireAgreedBy(Account account) {
        Optional<URI> terms = current;
        if (terms.isPresent() && !account.agreedTo().equals(terms)) {
            throw problem(terms.get(), "the terms of service have changed; agree to them at the \"instance\"");
        }
    }

    private static AcmeProblem problem(URI terms, String detail) {
        return ProblemType.USER_ACTION_REQUIRED
                .because(detail)
                .with("instance", terms.toString())
                .withHeader("Link", "<" + terms + ">;rel=\"terms-of-service\"");
    }
}
