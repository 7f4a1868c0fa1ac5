package io.gatehouse.benchmark.envelope;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AeadParameters;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;

/** Tink: its bare AEADs, which commit to nothing, and its envelope. */
final class TinkCiphers {
    private TinkCiphers() {}

    static SecretCipher aesGcm() throws GeneralSecurityException {
        return of(aead(PredefinedAeadParameters.AES256_GCM));
    }

    static SecretCipher xaesGcm() throws GeneralSecurityException {
        return of(aead(PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE_NO_PREFIX));
    }

    /** A data key for each message; in the place of a KMS, an AES-256-GCM key in memory. */
    static SecretCipher envelope() throws GeneralSecurityException {
        // It looks up how to make data keys in Tink's global registry.
        AeadConfig.register();
        AesGcmParameters dataKeys = AesGcmParameters.builder()
                .setKeySizeBytes(32)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                .build();
        return of(KmsEnvelopeAead.create(dataKeys, aead(PredefinedAeadParameters.AES256_GCM)));
    }

    private static Aead aead(AeadParameters parameters) throws GeneralSecurityException {
        return KeysetHandle.generateNew(parameters, AeadConfig2026.get())
                .getPrimitive(AeadConfig2026.get(), Aead.class);
    }

    private static SecretCipher of(Aead aead) {
        byte[] associatedData = JceCipher.associatedData();
        return new SecretCipher(
                secret -> aead.encrypt(secret, associatedData), stored -> aead.decrypt(stored, associatedData));
    }
}
