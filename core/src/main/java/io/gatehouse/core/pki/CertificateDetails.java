package io.gatehouse.core.pki;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.IpAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** What a certificate says beyond its fixed fields (RFC 5280, section 4.2). */
final class CertificateDetails {
    private static final int STATUS_REQUEST = 5;

    private CertificateDetails() {}

    /** The legal DNS names and addresses; others match nothing, so they name nothing. */
    static Set<Identifier> names(X509Certificate certificate) {
        // The extension alone: asked for of thousands of certificates, which are not parsed whole a second time.
        byte[] extension = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
        if (extension == null) {
            return Set.of();
        }
        Set<Identifier> out = new LinkedHashSet<>();
        byte[] names = ASN1OctetString.getInstance(extension).getOctets();
        for (GeneralName name : GeneralNames.getInstance(names).getNames()) {
            try {
                identifier(name).ifPresent(out::add);
            } catch (InvalidNameException | IllegalArgumentException e) {
                // Somebody else wrote it; the other names are still good.
            }
        }
        return Collections.unmodifiableSet(out);
    }

    static List<GeneralName> alternativeNames(Extensions extensions) {
        GeneralNames names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        return names == null ? List.of() : List.of(names.getNames());
    }

    /**
     * A DNS name or address; empty for a name of another kind.
     *
     * @throws InvalidNameException if a DNS name is illegal
     * @throws IllegalArgumentException if an address has a wrong length
     */
    static Optional<Identifier> identifier(GeneralName name) {
        return switch (name.getTagNo()) {
            case GeneralName.dNSName -> Optional.of(DomainName.of(text(name)));
            case GeneralName.iPAddress ->
                Optional.of(IpAddress.ofBytes(
                        ASN1OctetString.getInstance(name.getName()).getOctets()));
            default -> Optional.empty();
        };
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(X509Text.encode(certificate));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Whether status_request (RFC 6066) is among the TLS features, which is what must-staple comes to. */
    static boolean mustStaple(X509Certificate certificate) {
        ASN1Encodable features = extensions(certificate).getExtensionParsedValue(SigningRequest.TLS_FEATURE);
        if (!(features instanceof ASN1Sequence sequence)) {
            return false;
        }
        for (ASN1Encodable feature : sequence) {
            if (feature instanceof ASN1Integer number && number.hasValue(STATUS_REQUEST)) {
                return true;
            }
        }
        return false;
    }

    static List<URI> ocspUrls(X509Certificate certificate) {
        return access(certificate, AccessDescription.id_ad_ocsp);
    }

    static List<URI> caIssuersUrls(X509Certificate certificate) {
        return access(certificate, AccessDescription.id_ad_caIssuers);
    }

    static List<URI> crlUrls(X509Certificate certificate) {
        CRLDistPoint points = CRLDistPoint.fromExtensions(extensions(certificate));
        List<URI> out = new ArrayList<>();
        for (DistributionPoint point : points == null ? new DistributionPoint[0] : points.getDistributionPoints()) {
            DistributionPointName name = point.getDistributionPoint();
            if (name != null && name.getType() == DistributionPointName.FULL_NAME) {
                for (GeneralName location :
                        GeneralNames.getInstance(name.getName()).getNames()) {
                    uri(location).ifPresent(out::add);
                }
            }
        }
        return List.copyOf(out);
    }

    static Extensions extensions(X509Certificate certificate) {
        Extensions extensions = Certificate.getInstance(X509Text.encode(certificate))
                .getTBSCertificate()
                .getExtensions();
        return extensions == null ? new Extensions(new Extension[0]) : extensions;
    }

    private static List<URI> access(X509Certificate certificate, ASN1ObjectIdentifier method) {
        AuthorityInformationAccess access = AuthorityInformationAccess.fromExtensions(extensions(certificate));
        List<URI> out = new ArrayList<>();
        for (AccessDescription entry : access == null ? new AccessDescription[0] : access.getAccessDescriptions()) {
            if (entry.getAccessMethod().equals(method)) {
                uri(entry.getAccessLocation()).ifPresent(out::add);
            }
        }
        return List.copyOf(out);
    }

    private static Optional<URI> uri(GeneralName name) {
        if (name.getTagNo() != GeneralName.uniformResourceIdentifier) {
            return Optional.empty();
        }
        try {
            return Optional.of(URI.create(text(name)));
        } catch (IllegalArgumentException e) {
            // A certificate is no reason to fail because somebody else wrote a bad URL into it.
            return Optional.empty();
        }
    }

    private static String text(GeneralName name) {
        return ASN1IA5String.getInstance(name.getName()).getString();
    }
}
