package io.gatehouse.core.pki;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where a certificate says that its revocation and its issuer are found (RFC 5280, sections 4.2.1.13 and 4.2.2.1). */
record PublicationUrls(
        @Nullable URI crl, @Nullable URI ocsp, @Nullable URI caIssuers) {

    static PublicationUrls ofCrl(@Nullable URI crl) {
        return new PublicationUrls(crl, null, null);
    }
}
