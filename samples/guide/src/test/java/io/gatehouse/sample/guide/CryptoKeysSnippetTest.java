package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeys;
import io.gatehouse.crypto.KeySettings;
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
        KeyEncryptionKey kek = KeyEncryptionKeys.open("base64-setting:kek", KeySettings.of("kek", base64));
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
        KeyEncryptionKey kek =
                KeyEncryptionKeys.open("passphrase-file:" + file, KeySettings.of("passphrase", passphrase));

        PassphraseKeyFile.changePassphrase(file, passphrase, nextPassphrase);
        // end
        assertThat(PassphraseKeyFile.open(file, nextPassphrase).id()).isEqualTo(kek.id());
    }
}
