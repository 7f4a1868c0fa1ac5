package io.gatehouse.testkit.internal.pki;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.IpAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate with the usages, the signature and the issuer that a test asks for, right or wrong; everything else about
 * it follows RFC 5280, so that what was asked for is the only fault. Not thread-safe.
 */
public final class CertificateDraft {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Name subject;
    private final PublicKey key;
    private final Instant from;
    private final Instant until;
    private int keyUsage = KeyUsage.digitalSignature;
    private KeyPurposeId purpose = KeyPurposeId.id_kp_serverAuth;
    private Collection<Identifier> names = List.of();
    private boolean authority;

    /**
     * @param subject the subject's common name
     * @param key the subject's key
     * @param from when it begins
     * @param until when it ends
     */
    public CertificateDraft(String subject, PublicKey key, Instant from, Instant until) {
        this(new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, subject).build(), key, from, until);
    }

    private CertificateDraft(X500Name subject, PublicKey key, Instant from, Instant until) {
        this.subject = subject;
        this.key = key;
        this.from = from;
        this.until = until;
    }

    /** An authority's certificate for the name, the key and the time of one that exists. */
    public static CertificateDraft again(X509Certificate authority) {
        CertificateDraft draft = new CertificateDraft(
                nameOf(authority),
                authority.getPublicKey(),
                authority.getNotBefore().toInstant(),
                authority.getNotAfter().toInstant());
        draft.authority = true;
        return draft;
    }

    /** A new authority, for as long as its issuer. */
    public static CertificateDraft authority(String subject, PublicKey key, X509Certificate issuer) {
        CertificateDraft draft = new CertificateDraft(
                subject,
                key,
                issuer.getNotBefore().toInstant(),
                issuer.getNotAfter().toInstant());
        draft.authority = true;
        return draft;
    }

    /** The names it is good for. */
    public CertificateDraft names(Collection<Identifier> names) {
        this.names = names;
        return this;
    }

    /** What its key may sign, wrongly, for a TLS server: revocation lists alone. */
    public CertificateDraft forRevocationListsOnly() {
        this.keyUsage = KeyUsage.cRLSign;
        return this;
    }

    /** For TLS clients alone. */
    public CertificateDraft forClientsOnly() {
        this.purpose = KeyPurposeId.id_kp_clientAuth;
        return this;
    }

    /**
     * Signs it.
     *
     * @param issuer whose name it bears
     * @param issuerKey the issuer's key
     * @param algorithm as {@link java.security.Signature} names it
     */
    public X509Certificate signedBy(X509Certificate issuer, PrivateKey issuerKey, String algorithm) {
        return sign(nameOf(issuer), issuer.getPublicKey(), issuerKey, algorithm);
    }

    /** Signs it with its own key. */
    public X509Certificate selfSigned(PrivateKey ownKey, String algorithm) {
        return sign(subject, key, ownKey, algorithm);
    }

    private X509Certificate sign(X500Name issuer, PublicKey issuerKey, PrivateKey signingKey, String algorithm) {
        try {
            var builder = new X509v3CertificateBuilder(
                    issuer,
                    new BigInteger(158, RANDOM).setBit(158),
                    Date.from(from.truncatedTo(ChronoUnit.SECONDS)),
                    Date.from(until.truncatedTo(ChronoUnit.SECONDS)),
                    subject,
                    SubjectPublicKeyInfo.getInstance(key.getEncoded()));
            addExtensions(builder, issuerKey);
            byte[] der = builder.build(new JcaContentSignerBuilder(algorithm).build(signingKey))
                    .getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("this Java cannot make a certificate signed with " + algorithm, e);
        }
    }

    private void addExtensions(X509v3CertificateBuilder builder, PublicKey issuerKey)
            throws IOException, GeneralSecurityException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        add(builder, Extension.basicConstraints, true, new BasicConstraints(authority));
        add(builder, Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
        add(builder, Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(issuerKey));
        if (authority) {
            add(builder, Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return;
        }
        add(builder, Extension.keyUsage, true, new KeyUsage(keyUsage));
        add(builder, Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        GeneralName[] general =
                names.stream().map(CertificateDraft::generalName).toArray(GeneralName[]::new);
        add(builder, Extension.subjectAlternativeName, false, new GeneralNames(general));
    }

    private static void add(
            X509v3CertificateBuilder builder, ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value)
            throws IOException {
        builder.addExtension(type, critical, value);
    }

    private static GeneralName generalName(Identifier identifier) {
        if (identifier instanceof IpAddress address) {
            return new GeneralName(GeneralName.iPAddress, new DEROctetString(address.bytes()));
        }
        return new GeneralName(GeneralName.dNSName, ((DomainName) identifier).text());
    }

    private static X500Name nameOf(X509Certificate certificate) {
        // The bytes as they stand: chains are matched by exact names.
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }
}
