package io.gatehouse.acme;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Picks one of the chains a CA offers for a leaf: the first that fits a preference, else the CA's own choice. */
record ChainChoice(Optional<ChainPreference> preference) {
    private static final Logger LOG = LoggerFactory.getLogger(ChainChoice.class);

    /** @param fetch downloads an alternate; asked only while none fitted */
    List<X509Certificate> choose(DownloadedChain offered, Function<URI, DownloadedChain> fetch) {
        if (preference.isEmpty() || preference.get().fits(offered.certificates())) {
            return offered.certificates();
        }
        for (URI alternate : offered.alternates()) {
            List<X509Certificate> chain = fetch.apply(alternate).certificates();
            if (preference.get().fits(chain)) {
                return chain;
            }
        }
        LOG.warn(
                "None of the {} chains the CA offers is {}; taking the CA's own choice",
                offered.alternates().size() + 1,
                preference.get());
        return offered.certificates();
    }
}
