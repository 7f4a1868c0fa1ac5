/**
 * Envelope encryption of stored secrets: each bound to its place, with keys that rotate, and whole tables rewrapped
 * while they are in use.
 */
module io.gatehouse.crypto {
    requires transitive io.gatehouse.core;
    requires transitive java.sql;
    requires static transitive org.jspecify;
    requires dev.failsafe.core;
    requires org.bouncycastle.provider;
    requires org.slf4j;

    exports io.gatehouse.crypto;
    exports io.gatehouse.crypto.jdbc;

    uses io.gatehouse.crypto.KeyEncryptionKeyFactory;

    provides io.gatehouse.crypto.KeyEncryptionKeyFactory with
            io.gatehouse.crypto.internal.key.Base64SettingFactory,
            io.gatehouse.crypto.internal.key.KeyFileFactory,
            io.gatehouse.crypto.internal.key.PassphraseFileFactory,
            io.gatehouse.crypto.internal.key.Pkcs12Factory;
}
