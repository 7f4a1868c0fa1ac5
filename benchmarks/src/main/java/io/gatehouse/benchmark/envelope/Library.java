package io.gatehouse.benchmark.envelope;

import io.gatehouse.crypto.Suite;
import java.security.GeneralSecurityException;

/**
 * Gatehouse and its peers, each set up as its own guide says, with a random key that is held in memory. Where a library
 * takes associated data it gets the place of the secret, made once.
 */
public enum Library {
    /** This library with data keys in a store, each for many envelopes. */
    GATEHOUSE_STORE("Gatehouse, data keys in a store"),
    /** The same by approved algorithms alone. */
    GATEHOUSE_STORE_FIPS("Gatehouse FIPS suite, data keys in a store"),
    /** This library with a data key for many envelopes, which each of them carries. */
    GATEHOUSE_SHARED("Gatehouse, shared data keys inside"),
    /** This library with a data key for each envelope. */
    GATEHOUSE("Gatehouse, self-contained"),
    /** The same by approved algorithms alone. */
    GATEHOUSE_FIPS("Gatehouse FIPS suite, self-contained"),
    /** The JDK alone. */
    JCE_AES_GCM("SunJCE AES-256-GCM"),
    /** Tink's usual cipher. */
    TINK_AES_GCM("Tink AES256_GCM"),
    /** Tink's cipher for many messages. */
    TINK_XAES("Tink XAES-256-GCM"),
    /** Tink with a data key for each message. */
    TINK_ENVELOPE("Tink KmsEnvelopeAead"),
    /** The AWS Encryption SDK with a data key for each message. */
    AWS("AWS Encryption SDK"),
    /** The AWS Encryption SDK with a cache of data keys. */
    AWS_CACHED("AWS Encryption SDK, cached"),
    /** Spring Security's crypto module. */
    SPRING("Spring Encryptors.stronger"),
    /** Jasypt. */
    JASYPT("Jasypt PBE, AES-256");

    /** Where the secret of all measurements stands. */
    static final String TABLE = "access_key";

    static final String COLUMN = "secret";
    static final long ROW = 42;

    private final String title;

    Library(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Makes a cipher with a new key. */
    SecretCipher open() throws GeneralSecurityException {
        return switch (this) {
            case GATEHOUSE_STORE -> GatehouseCiphers.stored(Suite.XAES_256_GCM);
            case GATEHOUSE_STORE_FIPS -> GatehouseCiphers.stored(Suite.FIPS_AES_256_GCM);
            case GATEHOUSE_SHARED -> GatehouseCiphers.shared(Suite.XAES_256_GCM);
            case GATEHOUSE -> GatehouseCiphers.selfContained(Suite.XAES_256_GCM);
            case GATEHOUSE_FIPS -> GatehouseCiphers.selfContained(Suite.FIPS_AES_256_GCM);
            case JCE_AES_GCM -> JceCipher.aesGcm();
            case TINK_AES_GCM -> TinkCiphers.aesGcm();
            case TINK_XAES -> TinkCiphers.xaesGcm();
            case TINK_ENVELOPE -> TinkCiphers.envelope();
            case AWS -> AwsCiphers.uncached();
            case AWS_CACHED -> AwsCiphers.cached();
            case SPRING -> PasswordCiphers.spring();
            case JASYPT -> PasswordCiphers.jasypt();
        };
    }
}
