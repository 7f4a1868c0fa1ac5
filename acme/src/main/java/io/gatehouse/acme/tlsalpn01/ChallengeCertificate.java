package io.gatehouse.acme.tlsalpn01;

import io.gatehouse.acme.Challenge;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.IpAddress;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The self-signed certificate that answers one challenge (RFC 8737, section 3), and its key. Immutable. */
record ChallengeCertificate(X509Certificate certificate, PrivateKey key) {
    private static final ASN1ObjectIdentifier ACME_IDENTIFIER = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31");
    /** Nobody looks at its times; they hold by every clock (RFC 5280, section 4.1.2.5). */
    private static final Instant FROM = Instant.parse("2000-01-01T00:00:00Z");

    private static final Instant UNTIL = Instant.parse("9999-12-31T23:59:59Z");

    static ChallengeCertificate answering(Challenge challenge) {
        KeyPair pair = PrivateKeys.generate(KeyType.EC_P256);
        X500Name name = new X500Name("CN=acme-tls-alpn-01");
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(FROM),
                Date.from(UNTIL),
                name,
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        // The value of the TXT record is the same digest, in base64url.
        byte[] digest = Base64.getUrlDecoder().decode(challenge.txtValue());
        try {
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(generalName(challenge.identifier())));
            builder.addExtension(ACME_IDENTIFIER, true, new DEROctetString(digest));
            byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                    .getEncoded();
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return new ChallengeCertificate(certificate, pair.getPrivate());
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("Every Java runtime signs a certificate with P-256", e);
        }
    }

    private static GeneralName generalName(Identifier identifier) {
        return identifier instanceof IpAddress address
                ? new GeneralName(GeneralName.iPAddress, new DEROctetString(address.bytes()))
                : new GeneralName(GeneralName.dNSName, identifier.text());
    }

    @Override
    public String toString() {
        return "challenge certificate " + certificate.getSerialNumber();
    }
}
