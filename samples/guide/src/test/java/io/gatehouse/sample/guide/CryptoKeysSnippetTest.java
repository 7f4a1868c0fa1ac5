package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import io.gatehouse.crypto.KeyEncryptionKeys;
import io.gatehouse.crypto.PassphraseKeyFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of docs/guide/crypto-keys.md that need no other system. */
class CryptoKeysSnippetTest {
    @TempDir
    private Path folder;

    @Test
    void opensAFile() {
        Path keyFile = folder.resolve("kek");
        SecureFiles.write(keyFile, Secret.random(32));
        // region open
        KeyEncryptionKey kek = KeyEncryptionKeys.open("file:" + keyFile);
        EnvelopeCipher cipher = EnvelopeCipher.builder(kek).build();
        // end
        assertThat(cipher).isNotNull();
        // region probe
        KeyEncryptionKeys.probe(kek);
        // end
    }

    @Test
    void opensASetting() {
        Secret base64 = Secret.ofText("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        // region setting
        KeyEncryptionKey kek = KeyEncryptionKeys.open("base64-setting:kek", Settings.of("kek", base64));
        // end
        assertThat(kek.name()).isEqualTo("base64-setting:kek");
    }

    @Test
    void opensAPassphraseFile() {
        Path file = folder.resolve("kek");
        Secret passphrase = Secret.ofText("six random words of a list");
        Secret nextPassphrase = Secret.ofText("six other words of a list");
        // region passphrase
        PassphraseKeyFile.create(file, passphrase);
        KeyEncryptionKey kek = KeyEncryptionKeys.open("passphrase-file:" + file, Settings.of("passphrase", passphrase));

        PassphraseKeyFile.changePassphrase(file, passphrase, nextPassphrase);
        // end
        assertThat(PassphraseKeyFile.open(file, nextPassphrase).id()).isEqualTo(kek.id());
    }

    @Test
    void namesATokenThatIsNotThere() {
        Secret pin = Secret.ofText("71402936");
        assertThatThrownBy(() -> {
                    // region pkcs11
                    KeyEncryptionKey kek = KeyEncryptionKeys.open(
                            "pkcs11:slot-id=0;object=kek?module-path=/usr/lib/vendor/libpkcs11.so",
                            Settings.of("pin", pin));
                    // end
                    assertThat(kek).isNotNull();
                })
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("pkcs11:object=kek");
    }

    @Test
    void opensAKeyOfAws() {
        String accessKeyId = "AKIDEXAMPLE";
        Secret secretAccessKey = Secret.ofText("wJalrXUtnFEMI");
        // region aws
        KeyEncryptionKey kek = KeyEncryptionKeys.open(
                "aws-kms:arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                Settings.builder()
                        .set("access-key-id", accessKeyId)
                        .set("secret-access-key", secretAccessKey)
                        .build());
        // end
        assertThat(kek.name()).startsWith("aws-kms:arn:aws:kms:eu-central-1");
    }

    @Test
    void opensAKeyOfVault() {
        Secret token = Secret.ofText("hvs.EXAMPLE");
        // region vault
        KeyEncryptionKey kek = KeyEncryptionKeys.open(
                "vault:https://vault.example:8200/transit/keys/kek", Settings.of("token", token));
        // end
        assertThat(kek.name()).isEqualTo("vault:https://vault.example:8200/transit/keys/kek");
    }
}
