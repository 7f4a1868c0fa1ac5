package io.gatehouse.core.pki;

import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.PrivateKeyException.Reason;
import java.io.IOException;
import java.security.PrivateKey;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/** Tells the DER formats apart by their shape, as openssl does, and reads the private keys among them. */
final class DerKeys {
    private final @Nullable Secret passphrase;

    DerKeys(@Nullable Secret passphrase) {
        this.passphrase = passphrase;
    }

    PrivateKey read(byte[] der) {
        return read(der, false);
    }

    /**
     * @param decrypted whether the bytes came out of a decryption without a check of its own, where garbage means a wrong
     *     passphrase
     */
    PrivateKey read(byte[] der, boolean decrypted) {
        try {
            ASN1Primitive element = ASN1Primitive.fromByteArray(der);
            if (element == null) {
                throw new IOException("no bytes at all");
            }
            return readSequence(ASN1Sequence.getInstance(element), der);
        } catch (IOException
                | IllegalArgumentException
                | IllegalStateException
                | ClassCastException // what BouncyCastle makes of an element that does not belong
                | PrivateKeyException e) {
            if (decrypted) {
                throw EncryptedKeys.wrongPassphrase(e);
            }
            if (e instanceof PrivateKeyException known) {
                throw known;
            }
            throw new PrivateKeyException(
                    Reason.MALFORMED,
                    "This is neither PEM nor DER nor a JWK: no private key can be read from it. Check that the right file was"
                            + " given and that it was copied whole.",
                    e);
        }
    }

    private PrivateKey readSequence(ASN1Sequence sequence, byte[] der) throws IOException {
        if (isPkcs8(sequence)) {
            return JdkKeys.privateKey(PrivateKeyInfo.getInstance(sequence));
        }
        if (hasShape(sequence, ASN1Sequence.class, ASN1OctetString.class)) {
            return JdkKeys.privateKey(new EncryptedKeys(passphrase).decryptPkcs8(der));
        }
        if (sequence.size() == 9 && hasShape(sequence, ASN1Integer.class, ASN1Integer.class, ASN1Integer.class)) {
            return JdkKeys.privateKey(fromPkcs1(sequence));
        }
        if (hasShape(sequence, ASN1Integer.class, ASN1OctetString.class)) {
            return JdkKeys.privateKey(fromSec1(sequence));
        }
        if (isPkcs12(sequence)) {
            return Pkcs12.read(der, passphrase).key();
        }
        throw notAKey(sequence);
    }

    private static PrivateKeyInfo fromPkcs1(ASN1Sequence sequence) throws IOException {
        return new PrivateKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                RSAPrivateKey.getInstance(sequence));
    }

    private static PrivateKeyInfo fromSec1(ASN1Sequence sequence) throws IOException {
        ECPrivateKey key = ECPrivateKey.getInstance(sequence);
        ASN1Encodable curve = key.getParametersObject();
        if (curve == null) {
            throw new PrivateKeyException(
                    Reason.MALFORMED,
                    "This EC key does not name its curve. Convert it to PKCS#8 where its curve is known.");
        }
        return new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key);
    }

    private static PrivateKeyException notAKey(ASN1Sequence sequence) {
        if (hasShape(sequence, ASN1Sequence.class, ASN1BitString.class)) {
            return KeyReader.notAKey("a public key");
        }
        if (sequence.size() == 3 && hasShape(sequence, ASN1Sequence.class, ASN1Sequence.class, ASN1BitString.class)) {
            return KeyReader.notAKey("a certificate or certificate request");
        }
        if (hasShape(sequence, ASN1Integer.class, ASN1Integer.class)) {
            return KeyReader.notAKey("a public key");
        }
        return KeyReader.notAKey("an ASN.1 structure that is no key");
    }

    private static boolean isPkcs8(ASN1Sequence sequence) {
        return hasShape(sequence, ASN1Integer.class, ASN1Sequence.class, ASN1OctetString.class)
                && beginsWithOid((ASN1Sequence) sequence.getObjectAt(1));
    }

    private static boolean isPkcs12(ASN1Sequence sequence) {
        return hasShape(sequence, ASN1Integer.class, ASN1Sequence.class)
                && ((ASN1Integer) sequence.getObjectAt(0)).hasValue(3)
                && beginsWithOid((ASN1Sequence) sequence.getObjectAt(1));
    }

    private static boolean beginsWithOid(ASN1Sequence sequence) {
        return hasShape(sequence, ASN1ObjectIdentifier.class);
    }

    private static boolean hasShape(ASN1Sequence sequence, Class<?>... types) {
        if (sequence.size() < types.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (!types[i].isInstance(sequence.getObjectAt(i))) {
                return false;
            }
        }
        return true;
    }
}
