package io.gatehouse.acme;

import java.net.URI;

/** The CA opens an account only to those who agree to its terms of service, and nobody has yet. */
public final class TermsNotAgreedException extends AcmeException {
    private static final long serialVersionUID = 1L;

    private final URI terms;

    TermsNotAgreedException(URI terms) {
        super(
                "The CA opens an account only to those who agree to its terms of service, " + terms
                        + ". Read them, then call agreeToTerms() on the builder of Certificates.",
                null,
                null);
        this.terms = terms;
    }

    /** Where to read them. */
    public URI terms() {
        return terms;
    }
}
