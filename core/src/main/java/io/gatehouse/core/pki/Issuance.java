package io.gatehouse.core.pki;

import io.gatehouse.core.Identifier;
import java.net.URI;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;

/**
 * One certificate about to be issued by a {@link CertificateAuthority}. Not thread-safe; each {@link #issue()} makes
 * another certificate.
 */
public final class Issuance {
    private final CertificateAuthority authority;
    private final @Nullable String commonName;
    private final Set<Identifier> names;
    private final KeyPurposeId purpose;
    private KeyType keyType = KeyType.EC_P256;
    private Duration validity = CertificateAuthority.leafValidity();
    private @Nullable Instant notBefore;
    private @Nullable PublicKey publicKey;
    private @Nullable URI crlUrl;
    private @Nullable URI ocspUrl;
    private @Nullable URI caIssuersUrl;

    private Issuance(
            CertificateAuthority authority, @Nullable String commonName, Set<Identifier> names, KeyPurposeId purpose) {
        this.authority = authority;
        this.commonName = commonName;
        this.names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
        this.purpose = purpose;
        this.crlUrl = authority.crlUrl();
    }

    static Issuance forServer(CertificateAuthority authority, Set<Identifier> names) {
        String first = names.iterator().next().text();
        String commonName = first.length() <= X509Assembly.MAX_COMMON_NAME ? first : null;
        return new Issuance(authority, commonName, names, KeyPurposeId.id_kp_serverAuth);
    }

    static Issuance forClient(CertificateAuthority authority, String commonName) {
        return new Issuance(authority, commonName, Set.of(), KeyPurposeId.id_kp_clientAuth);
    }

    /** The names and addresses that the certificate will be good for; none for a client. */
    public Set<Identifier> names() {
        return names;
    }

    /** The kind of key to make; ECDSA on P-256 unless set. Without effect once a public key was given. */
    public Issuance keyType(KeyType keyType) {
        this.keyType = Objects.requireNonNull(keyType, "keyType");
        return this;
    }

    /**
     * How long the certificate is valid from now, or from {@link #notBefore}; 90 days unless set, and never longer than
     * its authority.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Issuance validity(Duration validity) {
        if (validity.isNegative() || validity.isZero()) {
            throw new IllegalArgumentException("A validity must be positive, not " + validity);
        }
        this.validity = validity;
        return this;
    }

    /** When the validity begins; five minutes ago unless set. */
    public Issuance notBefore(Instant notBefore) {
        this.notBefore = Objects.requireNonNull(notBefore, "notBefore");
        return this;
    }

    /** The holder's own public key: the bundle will have no private key. */
    public Issuance publicKey(PublicKey publicKey) {
        this.publicKey = Objects.requireNonNull(publicKey, "publicKey");
        return this;
    }

    /** Where the authority's revocation list is published; where the authority says unless set. */
    public Issuance crlUrl(URI crlUrl) {
        this.crlUrl = Objects.requireNonNull(crlUrl, "crlUrl");
        return this;
    }

    /** Where an OCSP responder (RFC 6960) answers for the certificate; nowhere unless set. */
    public Issuance ocspUrl(URI ocspUrl) {
        this.ocspUrl = Objects.requireNonNull(ocspUrl, "ocspUrl");
        return this;
    }

    /** Where the authority's own certificate is published as DER; nowhere unless set. */
    public Issuance caIssuersUrl(URI caIssuersUrl) {
        this.caIssuersUrl = Objects.requireNonNull(caIssuersUrl, "caIssuersUrl");
        return this;
    }

    /**
     * Signs the certificate. The bundle holds it, the intermediates up to but without the root, and the private key, if
     * it was made here.
     *
     * @throws CertificateAuthorityException if the validity would begin after the authority's own has ended
     */
    public CertificateBundle issue() {
        Instant from = notBefore == null ? X509Assembly.backdate(authority.now()) : notBefore;
        Instant until = (notBefore == null ? authority.now() : notBefore).plus(validity);
        KeyPair made = publicKey == null ? PrivateKeys.generate(keyType) : null;
        PublicKey holder = made == null ? Objects.requireNonNull(publicKey) : made.getPublic();
        X509Certificate leaf = authority
                .assembly(new PublicationUrls(crlUrl, ocspUrl, caIssuersUrl))
                .leaf(commonName, names, purpose, holder, from, until);
        return CertificateBundle.issued(leaf, authority.chainBelowRoot(), made == null ? null : made.getPrivate());
    }
}
