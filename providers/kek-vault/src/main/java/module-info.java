/** The key-encryption keys {@code vault:}: held in the Transit engine of Vault or OpenBao. */
module io.gatehouse.provider.kek.vault {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.crypto;
    requires org.slf4j;

    exports io.gatehouse.provider.kek.vault;

    provides io.gatehouse.crypto.KeyEncryptionKeyFactory with
            io.gatehouse.provider.kek.vault.VaultKeyFactory;
}
