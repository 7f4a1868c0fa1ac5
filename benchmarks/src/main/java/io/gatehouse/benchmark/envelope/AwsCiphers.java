package io.gatehouse.benchmark.envelope;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.CryptoMaterialsManager;
import com.amazonaws.encryptionsdk.caching.CachingCryptoMaterialsManager;
import com.amazonaws.encryptionsdk.caching.LocalCryptoMaterialsCache;
import com.amazonaws.encryptionsdk.jce.JceMasterKey;
import io.gatehouse.core.Secret;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.cryptography.materialproviders.IKeyring;
import software.amazon.cryptography.materialproviders.MaterialProviders;
import software.amazon.cryptography.materialproviders.model.AesWrappingAlg;
import software.amazon.cryptography.materialproviders.model.CreateRawAesKeyringInput;
import software.amazon.cryptography.materialproviders.model.MaterialProvidersConfig;

/** The AWS Encryption SDK under a raw AES key, with the algorithm suite that commits to the key and does not sign. */
final class AwsCiphers {
    private static final String NAMESPACE = "gatehouse";
    private static final String KEY_NAME = "benchmark";
    private static final int CACHED_DATA_KEYS = 100;
    private static final Map<String, String> CONTEXT =
            Map.of("table", Library.TABLE, "column", Library.COLUMN, "row", Long.toString(Library.ROW));

    private AwsCiphers() {}

    /** A data key for each message, wrapped by a keyring. */
    static SecretCipher uncached() {
        AwsCrypto crypto = crypto();
        IKeyring keyring = MaterialProviders.builder()
                .MaterialProvidersConfig(MaterialProvidersConfig.builder().build())
                .build()
                .CreateRawAesKeyring(CreateRawAesKeyringInput.builder()
                        .keyNamespace(NAMESPACE)
                        .keyName(KEY_NAME)
                        .wrappingKey(ByteBuffer.wrap(newKey()))
                        .wrappingAlg(AesWrappingAlg.ALG_AES256_GCM_IV12_TAG16)
                        .build());
        return new SecretCipher(
                secret -> crypto.encryptData(keyring, secret, CONTEXT).getResult(),
                stored -> crypto.decryptData(keyring, stored, CONTEXT).getResult());
    }

    /** A data key for an hour's messages. The cache takes a master key and not a keyring; the messages are the same. */
    static SecretCipher cached() {
        AwsCrypto crypto = crypto();
        CryptoMaterialsManager cache = CachingCryptoMaterialsManager.newBuilder()
                .withMasterKeyProvider(JceMasterKey.getInstance(
                        new SecretKeySpec(newKey(), "AES"), NAMESPACE, KEY_NAME, "AES/GCM/NoPadding"))
                .withCache(new LocalCryptoMaterialsCache(CACHED_DATA_KEYS))
                .withMaxAge(1, TimeUnit.HOURS)
                .build();
        return new SecretCipher(
                secret -> crypto.encryptData(cache, secret, CONTEXT).getResult(),
                stored -> crypto.decryptData(cache, stored).getResult());
    }

    private static AwsCrypto crypto() {
        return AwsCrypto.builder()
                .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
                .withEncryptionAlgorithm(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
                .build();
    }

    private static byte[] newKey() {
        try (Secret key = Secret.random(32)) {
            return key.exposeBytes();
        }
    }
}
