package io.gatehouse.core.pki;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.IpAddress;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Puts certificates together, field by field (RFC 5280, section 4), and signs them with an issuer's key. */
final class X509Assembly {
    static final int MAX_COMMON_NAME = 64;

    private static final Duration BACKDATE = Duration.ofMinutes(5);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509Certificate issuer;
    private final PrivateKey issuerKey;
    private final PublicationUrls urls;

    /**
     * For one issuer.
     *
     * @param issuer its certificate
     * @param issuerKey its key, best as {@link BouncyCastle#signingKey} gives it
     * @param urls what to write into each certificate
     */
    X509Assembly(X509Certificate issuer, PrivateKey issuerKey, PublicationUrls urls) {
        this.issuer = issuer;
        this.issuerKey = issuerKey;
        this.urls = urls;
    }

    static Instant backdate(Instant now) {
        return now.minus(BACKDATE);
    }

    static X509Certificate selfSigned(String commonName, KeyPair pair, Instant from, Instant until) {
        X500Name name = name(commonName);
        X509v3CertificateBuilder builder = builder(name, name, pair.getPublic(), from, until);
        addAuthorityExtensions(builder);
        addKeyIdentifiers(builder, pair.getPublic(), keyIdentifier(pair.getPublic()));
        return sign(builder, pair.getPrivate());
    }

    X509Certificate authority(String commonName, PublicKey key, Instant from, Instant until) {
        X509v3CertificateBuilder builder = issuedBuilder(name(commonName), key, from, until);
        addAuthorityExtensions(builder);
        return sign(builder, issuerKey);
    }

    X509Certificate crossSigned(X509Certificate other, Instant from, Instant until) {
        X509v3CertificateBuilder builder = issuedBuilder(subjectOf(other), other.getPublicKey(), from, until);
        addAuthorityExtensions(builder);
        return sign(builder, issuerKey);
    }

    X509Certificate leaf(
            @Nullable String commonName,
            Set<Identifier> names,
            KeyPurposeId purpose,
            PublicKey key,
            Instant from,
            Instant until) {
        X500Name subject = commonName == null ? new X500Name(new RDN[0]) : name(commonName);
        X509v3CertificateBuilder builder = issuedBuilder(subject, key, from, until);
        // An RSA key also decrypts the premaster secret of TLS 1.2's oldest suites; EC and EdDSA keys only sign.
        int usage = KeyUsage.digitalSignature | (key instanceof RSAKey ? KeyUsage.keyEncipherment : 0);
        add(builder, Extension.basicConstraints, true, new BasicConstraints(false));
        add(builder, Extension.keyUsage, true, new KeyUsage(usage));
        add(builder, Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        if (!names.isEmpty()) {
            GeneralName[] general =
                    names.stream().map(X509Assembly::generalName).toArray(GeneralName[]::new);
            add(builder, Extension.subjectAlternativeName, commonName == null, new GeneralNames(general));
        }
        return sign(builder, issuerKey);
    }

    /** The kind of key to make for an intermediate. */
    static KeyType sameKindAs(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            int bits = rsa.getModulus().bitLength();
            return bits <= 2048 ? KeyType.RSA_2048 : bits <= 3072 ? KeyType.RSA_3072 : KeyType.RSA_4096;
        }
        if (key instanceof ECKey ec) {
            return ec.getParams().getOrder().bitLength() <= 256 ? KeyType.EC_P256 : KeyType.EC_P384;
        }
        return KeyType.ED25519;
    }

    /** The signer for a key, with the digest that fits the key's strength. */
    static ContentSigner signer(PrivateKey key) {
        JcaContentSignerBuilder signer = new JcaContentSignerBuilder(signatureAlgorithm(key));
        if (key instanceof org.bouncycastle.jce.interfaces.ECPrivateKey) {
            signer.setProvider(BouncyCastle.PROVIDER);
        }
        try {
            return signer.build(key);
        } catch (OperatorCreationException e) {
            throw new CertificateAuthorityException(
                    "Java cannot sign with the authority's " + key.getAlgorithm() + " key. Use RSA, EC or Ed25519.", e);
        }
    }

    static AuthorityKeyIdentifier authorityKeyIdentifier(X509Certificate issuer) {
        SubjectKeyIdentifier own = SubjectKeyIdentifier.fromExtensions(CertificateDetails.extensions(issuer));
        return new AuthorityKeyIdentifier(
                (own == null ? keyIdentifier(issuer.getPublicKey()) : own).getKeyIdentifier());
    }

    static X500Name subjectOf(X509Certificate certificate) {
        // The bytes as they stand: chains are matched by exact names.
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    private X509v3CertificateBuilder issuedBuilder(X500Name subject, PublicKey key, Instant from, Instant until) {
        Instant end = issuer.getNotAfter().toInstant();
        if (!from.isBefore(end)) {
            throw new CertificateAuthorityException("A certificate from " + from + " cannot be issued by "
                    + X509Text.name(issuer) + ", which ends at " + end + ". Make a new authority.");
        }
        X509v3CertificateBuilder builder =
                builder(subjectOf(issuer), subject, key, from, until.isBefore(end) ? until : end);
        addKeyIdentifiers(
                builder,
                key,
                SubjectKeyIdentifier.getInstance(
                        new DEROctetString(authorityKeyIdentifier(issuer).getKeyIdentifierOctets())));
        addPublications(builder);
        return builder;
    }

    private void addPublications(X509v3CertificateBuilder builder) {
        if (urls.crl() != null) {
            DistributionPointName location = new DistributionPointName(new GeneralNames(locationOf(urls.crl())));
            DistributionPoint point = new DistributionPoint(location, null, null);
            add(builder, Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {point}));
        }
        List<AccessDescription> access = new ArrayList<>();
        if (urls.ocsp() != null) {
            access.add(new AccessDescription(AccessDescription.id_ad_ocsp, locationOf(urls.ocsp())));
        }
        if (urls.caIssuers() != null) {
            access.add(new AccessDescription(AccessDescription.id_ad_caIssuers, locationOf(urls.caIssuers())));
        }
        if (!access.isEmpty()) {
            add(
                    builder,
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(access.toArray(AccessDescription[]::new)));
        }
    }

    private static GeneralName locationOf(URI url) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, url.toString());
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant from, Instant until) {
        return new X509v3CertificateBuilder(
                issuer,
                serialNumber(),
                Date.from(from.truncatedTo(ChronoUnit.SECONDS)),
                Date.from(until.truncatedTo(ChronoUnit.SECONDS)),
                subject,
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    private static void addAuthorityExtensions(X509v3CertificateBuilder builder) {
        add(builder, Extension.basicConstraints, true, new BasicConstraints(true));
        add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    }

    private static void addKeyIdentifiers(
            X509v3CertificateBuilder builder, PublicKey subject, SubjectKeyIdentifier issuer) {
        add(builder, Extension.subjectKeyIdentifier, false, keyIdentifier(subject));
        add(builder, Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(issuer.getKeyIdentifier()));
    }

    private static void add(
            X509v3CertificateBuilder builder, ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
        try {
            builder.addExtension(type, critical, value);
        } catch (IOException e) {
            throw new IllegalStateException("An extension made here can be encoded", e);
        }
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return X509Text.decode(builder.build(signer(key)).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("A certificate made here can be encoded", e);
        }
    }

    private static String signatureAlgorithm(PrivateKey key) {
        if (key instanceof RSAKey) {
            return "SHA256withRSA";
        }
        if (key instanceof ECKey ec) {
            int bits = ec.getParams().getOrder().bitLength();
            return (bits <= 256 ? "SHA256" : bits <= 384 ? "SHA384" : "SHA512") + "withECDSA";
        }
        return "Ed25519";
    }

    private static SubjectKeyIdentifier keyIdentifier(PublicKey key) {
        try {
            return new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1, which is no more than a name here", e);
        }
    }

    static GeneralName generalName(Identifier identifier) {
        if (identifier instanceof IpAddress address) {
            return new GeneralName(GeneralName.iPAddress, new DEROctetString(address.bytes()));
        }
        return new GeneralName(GeneralName.dNSName, ((DomainName) identifier).text());
    }

    /** Built, not parsed: a comma or plus sign in the name stays part of it. */
    private static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    /** Positive, 20 bytes, 158 of the bits random (RFC 5280, section 4.1.2.2). */
    private static BigInteger serialNumber() {
        return new BigInteger(158, RANDOM).setBit(158);
    }
}
