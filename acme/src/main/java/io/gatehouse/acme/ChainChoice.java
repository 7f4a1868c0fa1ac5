package io.gatehouse.acme;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Picks one of the chains a CA offers for a leaf: the first in which some certificate was issued by the wanted issuer,
 * else the CA's own choice. An issuer is named by any part of its distinguished name, upper and lower case alike.
 */
record ChainChoice(@Nullable String issuer) {
    private static final Logger LOG = LoggerFactory.getLogger(ChainChoice.class);

    /** @param fetch downloads an alternate; asked only while the wanted issuer was not found */
    List<X509Certificate> choose(DownloadedChain offered, Function<URI, DownloadedChain> fetch) {
        String wanted = issuer;
        if (wanted == null || isIssuedBy(offered.certificates(), wanted)) {
            return offered.certificates();
        }
        for (URI alternate : offered.alternates()) {
            List<X509Certificate> chain = fetch.apply(alternate).certificates();
            if (isIssuedBy(chain, wanted)) {
                return chain;
            }
        }
        LOG.warn(
                "None of the {} chains the CA offers was issued by \"{}\"; taking the CA's own choice",
                offered.alternates().size() + 1,
                wanted);
        return offered.certificates();
    }

    static boolean isIssuedBy(List<X509Certificate> chain, String issuer) {
        String wanted = issuer.toLowerCase(Locale.ROOT);
        return chain.stream()
                .map(certificate -> certificate.getIssuerX500Principal().getName())
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains(wanted));
    }
}
