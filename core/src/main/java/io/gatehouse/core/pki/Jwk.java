package io.gatehouse.core.pki;

import io.gatehouse.core.pki.PrivateKeyException.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Private keys as JSON (RFC 7517, RFC 7518 section 6, RFC 8037). */
final class Jwk {
    private final Map<String, String> members;

    private Jwk(Map<String, String> members) {
        this.members = members;
    }

    static PrivateKey privateKey(String json) {
        Jwk jwk = new Jwk(FlatJson.parse(json));
        String type = jwk.text("kty");
        if (!jwk.members.containsKey("d")) {
            throw KeyReader.notAKey(type.equals("oct") ? "a symmetric JWK" : "a public JWK");
        }
        try {
            return switch (type) {
                case "RSA" -> jwk.rsa();
                case "EC" -> jwk.ec();
                case "OKP" -> jwk.okp();
                default -> throw unsupported("type \"" + type + "\"");
            };
        } catch (IOException e) {
            throw JdkKeys.malformed(e);
        }
    }

    private PrivateKey rsa() throws IOException {
        if (!members.containsKey("p")) {
            throw unsupported("RSA key without its primes");
        }
        RSAPrivateKey key = new RSAPrivateKey(
                number("n"),
                number("e"),
                number("d"),
                number("p"),
                number("q"),
                number("dp"),
                number("dq"),
                number("qi"));
        if (!key.getPrime1().multiply(key.getPrime2()).equals(key.getModulus())) {
            throw malformed("its primes do not make up its modulus");
        }
        return JdkKeys.privateKey(new PrivateKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), key));
    }

    private PrivateKey ec() throws IOException {
        String curve = text("crv");
        ASN1ObjectIdentifier oid = switch (curve) {
            case "P-256" -> SECObjectIdentifiers.secp256r1;
            case "P-384" -> SECObjectIdentifiers.secp384r1;
            default -> throw unsupported("curve \"" + curve + "\"");
        };
        int bits = curve.equals("P-256") ? 256 : 384;
        BigInteger d = number("d");
        if (d.signum() == 0 || d.bitLength() > bits) {
            throw malformed("its private number is out of range");
        }
        PrivateKey key = JdkKeys.privateKey(new PrivateKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, oid), new ECPrivateKey(bits, d, oid)));
        ECPublicKey derived = (ECPublicKey) PrivateKeys.publicKeyOf(key);
        if (!derived.getW().getAffineX().equals(number("x"))
                || !derived.getW().getAffineY().equals(number("y"))) {
            throw malformed("its public point does not belong to its private number");
        }
        return key;
    }

    private PrivateKey okp() throws IOException {
        if (!text("crv").equals("Ed25519")) {
            throw unsupported("curve \"" + text("crv") + "\"");
        }
        byte[] seed = bytes("d");
        if (seed.length != 32) {
            throw malformed("an Ed25519 key has 32 bytes, not " + seed.length);
        }
        return JdkKeys.privateKey(new PrivateKeyInfo(
                new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), new DEROctetString(seed)));
    }

    private String text(String member) {
        String value = members.get(member);
        if (value == null) {
            throw malformed("it has no text member \"" + member + "\"");
        }
        return value;
    }

    private BigInteger number(String member) {
        return new BigInteger(1, bytes(member));
    }

    private byte[] bytes(String member) {
        try {
            return Base64.getUrlDecoder().decode(text(member));
        } catch (IllegalArgumentException e) {
            // The cause is left out: it would quote characters of the key.
            throw malformed("its member \"" + member + "\" is not base64url");
        }
    }

    static PrivateKeyException malformed(String why) {
        return new PrivateKeyException(Reason.MALFORMED, "This JWK is broken: " + why + ". Export the key again.");
    }

    private static PrivateKeyException unsupported(String what) {
        return new PrivateKeyException(
                Reason.UNSUPPORTED,
                "Gatehouse does not read a JWK of " + what
                        + ". Give RSA with primes, EC on P-256 or P-384, or OKP on Ed25519.");
    }
}
