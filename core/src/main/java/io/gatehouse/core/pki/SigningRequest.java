package io.gatehouse.core.pki;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidNameException;
import java.io.IOException;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/** What a PKCS#10 request proves and asks for (RFC 2986). */
record SigningRequest(Set<Identifier> names, PublicKey publicKey) {
    private static final int LEAST_RSA_BITS = 2048;

    static SigningRequest parse(byte[] der) {
        try {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
            boolean proven = request.isSignatureValid(new JcaContentVerifierProviderBuilder()
                    .setProvider(BouncyCastle.PROVIDER)
                    .build(request.getSubjectPublicKeyInfo()));
            if (!proven) {
                throw new CertificateAuthorityException(
                        "The certificate request is not signed by its own key. Make it anew with the right key.");
            }
            return new SigningRequest(names(request), publicKey(request));
        } catch (IOException
                | PKCSException
                | OperatorCreationException
                | IllegalArgumentException
                | IllegalStateException
                | ClassCastException e) {
            throw new CertificateAuthorityException(
                    "The certificate request cannot be read as PKCS#10 DER. Check that it was copied whole.", e);
        }
    }

    private static PublicKey publicKey(PKCS10CertificationRequest request) {
        PublicKey key;
        try {
            key = JdkKeys.publicKey(request.getSubjectPublicKeyInfo());
        } catch (PrivateKeyException e) {
            throw new CertificateAuthorityException(
                    "The certificate request has a key that Java cannot use. Use RSA, EC or Ed25519.", e);
        }
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw new CertificateAuthorityException("The certificate request has an RSA key of "
                    + rsa.getModulus().bitLength() + " bits. Use at least " + LEAST_RSA_BITS + ".");
        }
        return key;
    }

    private static Set<Identifier> names(PKCS10CertificationRequest request) {
        Set<Identifier> names = new LinkedHashSet<>();
        try {
            for (RDN rdn : request.getSubject().getRDNs(BCStyle.CN)) {
                names.add(
                        Identifier.parse(IETFUtils.valueToString(rdn.getFirst().getValue())));
            }
            Extensions extensions = request.getRequestedExtensions();
            for (GeneralName name :
                    extensions == null ? List.<GeneralName>of() : CertificateDetails.alternativeNames(extensions)) {
                CertificateDetails.identifier(name).ifPresent(names::add);
            }
        } catch (InvalidNameException e) {
            throw new CertificateAuthorityException(
                    "The certificate request asks for a name that cannot be: " + e.getMessage(), e);
        }
        if (names.isEmpty()) {
            throw new CertificateAuthorityException(
                    "The certificate request names nothing. Put the names into its subjectAltName.");
        }
        return names;
    }
}
