package io.gatehouse.core.pki;

import io.gatehouse.core.pki.PrivateKeyException.Reason;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.ECKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The private provider instance: never registered, so that having this library changes nothing for others. */
final class BouncyCastle {
    static final Provider PROVIDER = new BouncyCastleProvider();

    private BouncyCastle() {}

    /**
     * An elliptic-curve key as BouncyCastle's own, which signs in a sixth of the time that the JDK takes before version
     * 24; made once, because tables for the curve are kept with it. Any other key, and one that stays in its device, is
     * returned as it is.
     */
    static PrivateKey signingKey(PrivateKey key) {
        byte[] pkcs8 = key instanceof ECKey ? key.getEncoded() : null;
        if (pkcs8 == null) {
            return key;
        }
        try {
            return KeyFactory.getInstance("EC", PROVIDER).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new PrivateKeyException(
                    Reason.UNSUPPORTED, "The key's curve is not one to sign with. Use P-256, P-384 or P-521.", e);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }
}
