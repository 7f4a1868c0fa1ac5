package io.gatehouse.core.pki;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidNameException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * A request for a certificate, signed by the key it is for (PKCS#10, RFC 2986): the names it asks for, and the key whose
 * holder asks. Exists only if its signature is right. Immutable.
 */
public final class SigningRequest {
    private static final int LEAST_RSA_BITS = 2048;
    /** The TLS feature extension (RFC 7633, section 4.1). */
    static final ASN1ObjectIdentifier TLS_FEATURE = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24");
    /** The TLS extension {@code status_request} (RFC 6066, section 8). */
    private static final int STATUS_REQUEST = 5;

    private final byte[] der;
    private final Set<Identifier> names;
    private final PublicKey publicKey;

    private SigningRequest(byte[] der, Set<Identifier> names, PublicKey publicKey) {
        this.der = der;
        this.names = Collections.unmodifiableSet(names);
        this.publicKey = publicKey;
    }

    /**
     * Asks for a certificate for these names. They are in the subject's alternative name alone: the common name is dead
     * (RFC 9525, section 2).
     *
     * @throws IllegalArgumentException if there is no name
     * @throws CertificateAuthorityException if Java cannot sign with the key
     */
    public static SigningRequest of(Collection<? extends Identifier> names, KeyPair key) {
        return signed(names, key, null);
    }

    /**
     * The same, for a certificate that clients take only with a stapled OCSP answer (RFC 7633). Ask only a CA that still
     * answers OCSP.
     *
     * @throws IllegalArgumentException if there is no name
     * @throws CertificateAuthorityException if Java cannot sign with the key
     */
    public static SigningRequest mustStaple(Collection<? extends Identifier> names, KeyPair key) {
        return signed(names, key, new DERSequence(new ASN1Integer(STATUS_REQUEST)));
    }

    private static SigningRequest signed(
            Collection<? extends Identifier> names, KeyPair key, @Nullable DERSequence tlsFeature) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("A certificate request needs at least one name");
        }
        try {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            GeneralName[] general =
                    names.stream().map(X509Assembly::generalName).toArray(GeneralName[]::new);
            extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(general));
            if (tlsFeature != null) {
                extensions.addExtension(TLS_FEATURE, false, tlsFeature);
            }
            byte[] der = new PKCS10CertificationRequestBuilder(
                            new X500Name(new RDN[0]),
                            SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()))
                    .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                    .build(X509Assembly.signer(BouncyCastle.signingKey(key.getPrivate())))
                    .getEncoded();
            return new SigningRequest(der, new LinkedHashSet<>(names), key.getPublic());
        } catch (IOException e) {
            throw new IllegalStateException("A certificate request made here can be encoded", e);
        }
    }

    /**
     * Reads a request in DER, or in PEM among any other text. Names are taken from the subject's alternative name and from
     * its common name.
     *
     * @throws CertificateAuthorityException if it cannot be read, is not signed by its own key, names nothing or something
     *     that is no name, or has an RSA key of fewer than 2048 bits
     */
    public static SigningRequest parse(byte[] derOrPem) {
        byte[] der = Pem.looksLikePem(derOrPem) ? fromPem(derOrPem) : derOrPem.clone();
        try {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
            boolean proven = request.isSignatureValid(new JcaContentVerifierProviderBuilder()
                    .setProvider(BouncyCastle.PROVIDER)
                    .build(request.getSubjectPublicKeyInfo()));
            if (!proven) {
                throw new CertificateAuthorityException(
                        "The certificate request is not signed by its own key. Make it anew with the right key.");
            }
            return new SigningRequest(der, names(request), publicKey(request));
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

    /** The names and addresses asked for, in the request's order. */
    public Set<Identifier> names() {
        return names;
    }

    /** The key that the certificate is to be for. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /** The request as PKCS#10 DER, a fresh array. */
    public byte[] toDer() {
        return der.clone();
    }

    /** The request as a PEM block. */
    public String toPem() {
        return Pem.encode("CERTIFICATE REQUEST", der);
    }

    /** Two requests are equal when their bytes are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SigningRequest that && Arrays.equals(der, that.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }

    /** The names and the kind of key. */
    @Override
    public String toString() {
        return "SigningRequest[" + names + ", " + publicKey.getAlgorithm() + "]";
    }

    private static byte[] fromPem(byte[] pem) {
        try {
            return Pem.parseLenient(new String(pem, StandardCharsets.ISO_8859_1)).stream()
                    // Old tools write NEW in front.
                    .filter(block -> block.label().endsWith("CERTIFICATE REQUEST"))
                    .findFirst()
                    .map(PemBlock::content)
                    .orElseThrow(() -> new CertificateAuthorityException(
                            "There is no certificate request in the PEM text. Give the file that openssl req wrote."));
        } catch (PemException e) {
            throw new CertificateAuthorityException("The certificate request is broken PEM: " + e.getMessage(), e);
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
