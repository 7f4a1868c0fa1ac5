package io.gatehouse.acme;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The CA has no certificates of the profile that was asked for. Nothing was ordered. */
public final class ProfileNotOfferedException extends AcmeException {
    private static final long serialVersionUID = 1L;

    // An array, since a List is not known to be serializable.
    private final String[] offered;

    ProfileNotOfferedException(URI ca, String wanted, Collection<String> offered) {
        super(
                "The CA at " + ca + " offers no profile \"" + wanted + "\"; it has "
                        + (offered.isEmpty()
                                ? "none. Leave profile() out."
                                : new TreeSet<>(offered) + ". Give one of those to profile(), or leave it out."),
                null,
                null);
        this.offered = new TreeSet<>(offered).toArray(String[]::new);
    }

    /** The profiles the CA does offer, in alphabetical order. */
    public List<String> offered() {
        return List.of(offered);
    }
}
