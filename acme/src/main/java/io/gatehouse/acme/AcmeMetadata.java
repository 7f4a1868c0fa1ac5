package io.gatehouse.acme;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a CA says of itself in its directory (RFC 8555, section 7.1.1). Immutable.
 *
 * @param termsOfService where to read what one agrees to
 * @param website where the CA presents itself
 * @param caaIdentities the names by which a CAA record (RFC 8659) lets this CA issue
 * @param externalAccountRequired whether accounts are opened to customers only
 * @param profiles the kinds of certificate on offer, with the CA's own description of each; empty for a CA without
 *     profiles
 * @param renewalInfo whether the CA suggests when to renew (RFC 9773)
 */
public record AcmeMetadata(
        Optional<URI> termsOfService,
        Optional<URI> website,
        List<String> caaIdentities,
        boolean externalAccountRequired,
        Map<String, String> profiles,
        boolean renewalInfo) {

    /** Copies what it is given. */
    public AcmeMetadata {
        caaIdentities = List.copyOf(caaIdentities);
        profiles = Map.copyOf(profiles);
    }
}
