/** The key-encryption keys {@code pkcs11:}: held in a hardware security module, or in SoftHSM. */
// The digits are the standard's number and part of the scheme, not a version.
@SuppressWarnings("module")
module io.gatehouse.provider.kek.pkcs11 {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.crypto;
    // Named so that a runtime image made by jlink holds the JDK's PKCS#11 provider.
    requires jdk.crypto.cryptoki;

    exports io.gatehouse.provider.kek.pkcs11;

    provides io.gatehouse.crypto.KeyEncryptionKeyFactory with
            io.gatehouse.provider.kek.pkcs11.Pkcs11KeyFactory;
}
