package io.gatehouse.postgres.internal;

import io.gatehouse.core.pki.CertificateBundle;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a socket must be like; read from a Dsn and its files.
 *
 * @param anchors whom to believe; empty for the trust store of the JVM
 * @param revocations the lists that every certificate but the anchor must be looked up in; empty to look up none
 * @param checkName whether the certificate must name the host
 * @param client chain and key for a server that asks for them
 * @param clientRequired whether a server that does not ask for them is refused
 * @param protocols the TLS versions to offer, newest first
 * @param serverName whether the host's name is sent in the clear
 * @param direct whether TLS starts without being asked for
 */
public record TlsSettings(
        Optional<List<X509Certificate>> anchors,
        Optional<List<X509CRL>> revocations,
        boolean checkName,
        Optional<CertificateBundle> client,
        boolean clientRequired,
        List<String> protocols,
        boolean serverName,
        boolean direct) {

    /** Whether two come to the same; the key goes with the chain, so the chain tells. */
    public boolean sameAs(TlsSettings other) {
        return anchors.equals(other.anchors)
                && revocations.equals(other.revocations)
                && checkName == other.checkName
                && client.map(CertificateBundle::chain).equals(other.client.map(CertificateBundle::chain))
                && clientRequired == other.clientRequired
                && protocols.equals(other.protocols)
                && serverName == other.serverName
                && direct == other.direct;
    }
}
