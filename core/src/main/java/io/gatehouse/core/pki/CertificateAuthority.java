package io.gatehouse.core.pki;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Problem;
import java.math.BigInteger;
import java.net.URI;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A small private certificate authority for servers and clients inside one's own house.
 *
 * <pre>{@code
 * CertificateAuthority ca = CertificateAuthority.create("Example root");
 * CertificateBundle server = ca.server("db.example.org", "192.0.2.10").issue();
 * CertificateBundle client = ca.client("agent").issue();
 * }</pre>
 *
 * <p>Certificates follow RFC 5280: random serial numbers of 20 bytes, subject and authority key identifiers, basic
 * constraints, key usage and extended key usage. Each begins five minutes early, for clocks that run behind, and none
 * outlives the authority that issued it. What was issued is not remembered; revocations are, in memory: keep the
 * authority's {@link #bundle()} and revoke again after a restart, or let certificates be short-lived.
 *
 * <p>Thread-safe.
 */
public final class CertificateAuthority {
    private static final Duration LEAF_VALIDITY = Duration.ofDays(90);

    private final CertificateBundle bundle;
    private final PrivateKey signingKey;
    private final List<X509Certificate> chainBelowRoot;
    private final Clock clock;
    private final @Nullable URI crlUrl;
    private final RevocationList revocations;

    private CertificateAuthority(CertificateBundle bundle, Clock clock, @Nullable URI crlUrl) {
        this.bundle = bundle;
        this.signingKey = BouncyCastle.signingKey(bundle.privateKey());
        this.chainBelowRoot = bundle.chain().stream()
                .filter(certificate -> !ChainOrder.issued(certificate, certificate))
                .toList();
        this.clock = clock;
        this.crlUrl = crlUrl;
        this.revocations = new RevocationList(bundle.leaf(), signingKey, clock);
    }

    /**
     * Makes a new root: ECDSA on P-256, valid for ten years by the system's clock.
     *
     * @throws InvalidModelException if the name is blank or longer than 64 characters
     */
    public static CertificateAuthority create(String commonName) {
        return builder(commonName).build();
    }

    /** Settings of a new root. */
    public static Builder builder(String commonName) {
        return new Builder(commonName);
    }

    /**
     * Takes up an authority again from its kept {@link #bundle()}, by the system's clock.
     *
     * @throws CertificateAuthorityException if the leaf of the bundle is no authority or its key is missing
     */
    public static CertificateAuthority of(CertificateBundle bundle) {
        return of(bundle, Clock.systemUTC());
    }

    /**
     * Takes up an authority again from its kept {@link #bundle()}.
     *
     * @throws CertificateAuthorityException if the leaf of the bundle is no authority or its key is missing
     */
    public static CertificateAuthority of(CertificateBundle bundle, Clock clock) {
        if (bundle.leaf().getBasicConstraints() < 0 || !bundle.hasPrivateKey()) {
            throw new CertificateAuthorityException(bundle
                    + " cannot issue certificates: its leaf must be a CA certificate and its key must be there.");
        }
        return new CertificateAuthority(bundle, clock, null);
    }

    /**
     * Makes an authority below this one, with the same kind of key and half of the time that is left to this one.
     *
     * @throws InvalidModelException if the name is blank or longer than 64 characters
     */
    public CertificateAuthority intermediate(String commonName) {
        requireName(commonName);
        KeyPair pair =
                PrivateKeys.generate(X509Assembly.sameKindAs(certificate().getPublicKey()));
        Instant now = clock.instant();
        Duration validity =
                Duration.between(now, certificate().getNotAfter().toInstant()).dividedBy(2);
        X509Certificate issued = assembly(PublicationUrls.ofCrl(crlUrl))
                .authority(commonName, pair.getPublic(), X509Assembly.backdate(now), now.plus(validity));
        List<X509Certificate> chain = new ArrayList<>(List.of(issued));
        chain.addAll(bundle.chain());
        return new CertificateAuthority(CertificateBundle.of(chain, pair.getPrivate()), clock, null);
    }

    /**
     * Signs the name and the key of another authority, so that what it issues is trusted by those who trust this one too.
     * The certificate is valid from now to the end of the other's, or of this one's if that is sooner.
     *
     * @param authority the other authority's certificate, self-signed or not
     * @return a certificate to be sent in the place of the other authority's own
     * @throws CertificateAuthorityException if it is no authority's certificate, or its time is over
     */
    public X509Certificate crossSign(X509Certificate authority) {
        Instant now = clock.instant();
        Instant until = authority.getNotAfter().toInstant();
        if (authority.getBasicConstraints() < 0 || !now.isBefore(until)) {
            throw new CertificateAuthorityException(X509Text.name(authority) + " is no authority, or ended: " + until
                    + ". Cross-sign an authority that issues.");
        }
        return assembly(PublicationUrls.ofCrl(crlUrl)).crossSigned(authority, X509Assembly.backdate(now), until);
    }

    /**
     * Begins a certificate for a server: valid for 90 days and good for TLS servers.
     *
     * @param namesOrAddresses host names, wildcards, IPv4 and IPv6 addresses; the first is the common name too, if it fits
     * @throws InvalidNameException if one is neither a domain name nor an address
     * @throws IllegalArgumentException if there is none
     */
    public Issuance server(String... namesOrAddresses) {
        Set<Identifier> names = new LinkedHashSet<>();
        for (String name : namesOrAddresses) {
            names.add(Identifier.parse(name));
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("A server certificate needs a name or an address");
        }
        return Issuance.forServer(this, names);
    }

    /**
     * Begins a certificate for a client: valid for 90 days and good for TLS clients.
     *
     * @param commonName who the client is, such as a database role
     * @throws InvalidModelException if the name is blank or longer than 64 characters
     */
    public Issuance client(String commonName) {
        requireName(commonName);
        return Issuance.forClient(this, commonName);
    }

    /**
     * Begins a server certificate from a PKCS#10 request (RFC 2986): its names, from the alternative names and the common
     * name, and its key. Nothing else that it asks for is granted.
     *
     * @throws CertificateAuthorityException if the request is broken, is not signed by its own key, names nothing, or its
     *     key is weaker than RSA 2048
     */
    public Issuance fromRequest(byte[] csrDer) {
        SigningRequest request = SigningRequest.parse(csrDer);
        return Issuance.forServer(this, request.names()).publicKey(request.publicKey());
    }

    /** This authority's own certificate. */
    public X509Certificate certificate() {
        return bundle.leaf();
    }

    /** The trust anchor: the last certificate above this authority. */
    public X509Certificate root() {
        return bundle.chain().get(bundle.chain().size() - 1);
    }

    /** The trust anchor as PEM, for those who are to trust this authority. */
    public String certificatePem() {
        return X509Text.toPem(List.of(root()));
    }

    /** This authority's chain, up to and including the root, and its key: what {@link #of} takes. */
    public CertificateBundle bundle() {
        return bundle;
    }

    /**
     * Puts a certificate on the revocation list; the first reason stands.
     *
     * @throws CertificateAuthorityException if another authority issued it
     */
    public void revoke(X509Certificate certificate, RevocationReason reason) {
        if (!ChainOrder.issued(certificate(), certificate)) {
            throw new CertificateAuthorityException(X509Text.name(certificate) + " was not issued by "
                    + X509Text.name(certificate()) + ". Revoke it where it was issued.");
        }
        revocations.add(certificate.getSerialNumber(), reason);
    }

    /** Whether a certificate of this authority with that serial number was revoked. */
    public boolean isRevoked(BigInteger serialNumber) {
        return revocations.contains(serialNumber);
    }

    /** A fresh revocation list (RFC 5280, section 5), valid for seven days. */
    public X509CRL crl() {
        return revocations.sign();
    }

    /** A fresh revocation list as PEM. */
    public String crlPem() {
        return Pem.encode("X509 CRL", RevocationList.encode(crl()));
    }

    X509Assembly assembly(PublicationUrls urls) {
        return new X509Assembly(certificate(), signingKey, urls);
    }

    /** What goes with a leaf: this authority and those above it, without the root. */
    List<X509Certificate> chainBelowRoot() {
        return chainBelowRoot;
    }

    @Nullable
    URI crlUrl() {
        return crlUrl;
    }

    Instant now() {
        return clock.instant();
    }

    static Duration leafValidity() {
        return LEAF_VALIDITY;
    }

    private static void requireName(String commonName) {
        List<Problem> problems = problemsOf(commonName);
        if (!problems.isEmpty()) {
            throw new InvalidModelException("Certificate subject", problems);
        }
    }

    private static List<Problem> problemsOf(String commonName) {
        List<Problem> problems = new ArrayList<>();
        if (commonName.isBlank() || commonName.codePointCount(0, commonName.length()) > X509Assembly.MAX_COMMON_NAME) {
            problems.add(new Problem(
                    "commonName",
                    "\"" + commonName + "\" is blank or longer than the 64 characters of RFC 5280; shorten it"));
        }
        return problems;
    }

    /** Settings of a new root. Not thread-safe. */
    public static final class Builder {
        private final String commonName;
        private KeyType keyType = KeyType.EC_P256;
        private Duration validity = Duration.ofDays(3650);
        private Clock clock = Clock.systemUTC();
        private @Nullable URI crlUrl;

        private Builder(String commonName) {
            this.commonName = Objects.requireNonNull(commonName, "commonName");
        }

        /** The kind of key; ECDSA on P-256 unless set. */
        public Builder keyType(KeyType keyType) {
            this.keyType = Objects.requireNonNull(keyType, "keyType");
            return this;
        }

        /** How long the root is valid; ten years unless set. */
        public Builder validity(Duration validity) {
            this.validity = Objects.requireNonNull(validity, "validity");
            return this;
        }

        /** The clock for dates; the system's unless set. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** Where {@link #crl()} will be published: written into every certificate that the root issues. */
        public Builder crlUrl(URI crlUrl) {
            this.crlUrl = Objects.requireNonNull(crlUrl, "crlUrl");
            return this;
        }

        /**
         * Makes the key and signs the root.
         *
         * @throws InvalidModelException with everything that is wrong with the settings
         */
        public CertificateAuthority build() {
            List<Problem> problems = problemsOf(commonName);
            if (validity.isNegative() || validity.isZero()) {
                problems.add(new Problem("validity", validity + " is not positive"));
            }
            if (crlUrl != null && !crlUrl.isAbsolute()) {
                problems.add(new Problem("crlUrl", crlUrl + " is not absolute; begin it with http://"));
            }
            if (!problems.isEmpty()) {
                throw new InvalidModelException("CertificateAuthority", problems);
            }
            KeyPair pair = PrivateKeys.generate(keyType);
            Instant now = clock.instant();
            X509Certificate root =
                    X509Assembly.selfSigned(commonName, pair, X509Assembly.backdate(now), now.plus(validity));
            return new CertificateAuthority(CertificateBundle.of(List.of(root), pair.getPrivate()), clock, crlUrl);
        }
    }
}
