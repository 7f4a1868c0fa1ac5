package io.gatehouse.core.pki;

import io.gatehouse.core.pki.PrivateKeyException.Reason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

/** From ASN.1 to the JDK's own key classes, which its TLS prefers. */
final class JdkKeys {
    private static final Map<ASN1ObjectIdentifier, String> ALGORITHMS = Map.of(
            PKCSObjectIdentifiers.rsaEncryption, "RSA",
            PKCSObjectIdentifiers.id_RSASSA_PSS, "RSASSA-PSS",
            X9ObjectIdentifiers.id_ecPublicKey, "EC",
            EdECObjectIdentifiers.id_Ed25519, "Ed25519");

    private static final Set<ASN1ObjectIdentifier> CURVES =
            Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1, SECObjectIdentifiers.secp521r1);

    private JdkKeys() {}

    /** Drops attributes and an attached public key: the JDK of old cannot read them, and equal keys come out equal. */
    static PrivateKey privateKey(PrivateKeyInfo info) {
        AlgorithmIdentifier algorithm = info.getPrivateKeyAlgorithm();
        String name = ALGORITHMS.get(algorithm.getAlgorithm());
        if (name == null) {
            throw unsupported("of the algorithm " + algorithm.getAlgorithm());
        }
        if (name.equals("EC") && !isKnownCurve(algorithm.getParameters())) {
            throw unsupported("on another elliptic curve, or with its curve spelt out");
        }
        byte[] der = new byte[0];
        try {
            der = new PrivateKeyInfo(algorithm, info.parsePrivateKey()).getEncoded();
            KeyFactory factory = KeyFactory.getInstance(name);
            PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(der));
            return name.equals("EC") ? factory.generatePrivate(factory.getKeySpec(key, ECPrivateKeySpec.class)) : key;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw malformed(e);
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    static PublicKey publicKey(SubjectPublicKeyInfo info) {
        String name = ALGORITHMS.get(info.getAlgorithm().getAlgorithm());
        if (name == null) {
            throw unsupported("of the algorithm " + info.getAlgorithm().getAlgorithm());
        }
        try {
            return KeyFactory.getInstance(name).generatePublic(new X509EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new PrivateKeyException(
                    Reason.MALFORMED, "The public key cannot be read. Check that it was copied whole.", e);
        }
    }

    static PublicKey derivePublicKey(PrivateKey key) {
        return publicKey(derivePublicKeyInfo(key));
    }

    static SubjectPublicKeyInfo derivePublicKeyInfo(PrivateKey key) {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(PrivateKeys.toPkcs8(key));
        try {
            AsymmetricKeyParameter derived = derive(PrivateKeyFactory.createKey(info));
            SubjectPublicKeyInfo bare = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(derived);
            // The private key's own algorithm, since an RSASSA-PSS key derives as plain RSA.
            return new SubjectPublicKeyInfo(
                    info.getPrivateKeyAlgorithm(), bare.getPublicKeyData().getOctets());
        } catch (IOException | IllegalArgumentException e) {
            throw malformed(e);
        }
    }

    private static AsymmetricKeyParameter derive(AsymmetricKeyParameter key) {
        if (key instanceof RSAPrivateCrtKeyParameters rsa) {
            return new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
        }
        if (key instanceof ECPrivateKeyParameters ec) {
            return new ECPublicKeyParameters(
                    new FixedPointCombMultiplier().multiply(ec.getParameters().getG(), ec.getD()), ec.getParameters());
        }
        if (key instanceof Ed25519PrivateKeyParameters ed) {
            return ed.generatePublicKey();
        }
        throw unsupported("without a public half that can be derived");
    }

    private static boolean isKnownCurve(@Nullable ASN1Encodable parameters) {
        return parameters instanceof ASN1ObjectIdentifier curve && CURVES.contains(curve);
    }

    static PrivateKeyException malformed(Exception cause) {
        return new PrivateKeyException(
                Reason.MALFORMED, "The private key's bytes are broken. Check that the file was copied whole.", cause);
    }

    private static PrivateKeyException unsupported(String what) {
        return new PrivateKeyException(
                Reason.UNSUPPORTED,
                "This is a private key " + what + ". Gatehouse reads RSA, EC on P-256, P-384 or P-521, and Ed25519.");
    }
}
