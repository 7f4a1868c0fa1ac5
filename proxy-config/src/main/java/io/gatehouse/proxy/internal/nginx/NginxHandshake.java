package io.gatehouse.proxy.internal.nginx;

import io.gatehouse.proxy.CertificatePaths;
import io.gatehouse.proxy.ClientCertificates;
import io.gatehouse.proxy.Site;
import io.gatehouse.proxy.TlsPolicy;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a site shows in the handshake, and what it asks. nginx makes a context of OpenSSL's for each server block with a
 * certificate, and loads the certificate into it; a block that names none is served with the context of the default server.
 * That may refuse handshakes for itself: nginx asks the block whose name was found. The hash is reckoned once.
 */
final class NginxHandshake {
    /** So many server blocks take nginx about a tenth of a second to load; fewer rather say all of themselves. */
    static final int MANY = 100;

    private final TlsPolicy tls;
    private final List<CertificatePaths> certificates;
    private final Optional<ClientCertificates> clients;
    private final int hash;

    private NginxHandshake(Site site) {
        this.tls = site.tls();
        this.certificates = site.certificates();
        this.clients = site.clientCertificates();
        this.hash = Objects.hash(tls, certificates, clients);
    }

    /**
     * That of a site.
     *
     * @param usual another, which is taken where it is the same, so that most comparisons are of two references
     */
    static NginxHandshake of(Site site, @Nullable NginxHandshake usual) {
        NginxHandshake own = new NginxHandshake(site);
        return usual != null && usual.equals(own) ? usual : own;
    }

    /**
     * The handshake that most server blocks have in common, if they are many; of several, the first. Never one that asks
     * clients for certificates: those are asked for where the model says so and nowhere else.
     *
     * @param blocks what each server block is like
     */
    static Optional<NginxHandshake> ofMany(Collection<NginxLikeness> blocks) {
        if (blocks.size() < MANY) {
            return Optional.empty();
        }
        Map<NginxHandshake, Integer> counts = new LinkedHashMap<>();
        for (NginxLikeness block : blocks) {
            if (block.handshake().clients.isEmpty()) {
                counts.merge(block.handshake(), 1, Integer::sum);
            }
        }
        NginxHandshake most = null;
        int count = MANY - 1;
        for (Map.Entry<NginxHandshake, Integer> one : counts.entrySet()) {
            if (one.getValue() > count) {
                most = one.getKey();
                count = one.getValue();
            }
        }
        return Optional.ofNullable(most);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof NginxHandshake handshake
                        && hash == handshake.hash
                        && tls.equals(handshake.tls)
                        && certificates.equals(handshake.certificates)
                        && clients.equals(handshake.clients));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
