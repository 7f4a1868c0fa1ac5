package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.spi.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Pkcs12KeyTest {
    private static final char[] PASSWORD = "swordfish".toCharArray();

    @TempDir
    private Path folder;

    @Test
    void opensTheOnlyEntryAndANamedOne() throws Exception {
        Path file = store("kek", 32);

        assertThat(open(file, "").id()).isEqualTo(TestKeys.KEK.id());
        assertThat(open(file, "?alias=kek").id()).isEqualTo(TestKeys.KEK.id());
        assertThat(open(file, "?alias=kek").name()).isEqualTo("pkcs12:" + file + "?alias=kek");
        assertThat(KeyEncryptionKeys.probe(open(file, ""))).isNotNull();
    }

    @Test
    void refusesAWrongPassword() throws Exception {
        Path file = store("kek", 32);
        Settings wrong = Settings.of("password", Secret.ofText("sword"));

        assertThatThrownBy(() -> KeyEncryptionKeys.open("pkcs12:" + file, wrong))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("the password does not open the file; check the setting password");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 33})
    void refusesAKeyOfAnotherSize(int size) throws Exception {
        Path file = store("kek", size);

        assertThatThrownBy(() -> open(file, ""))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("the key has " + size + " bytes, not 32")
                .hasMessageContaining("keytool -genseckey");
    }

    @Test
    void listsTheEntriesWhereNoneIsMeant() throws Exception {
        Path file = store("kek", 32);

        assertThatThrownBy(() -> open(file, "?alias=other"))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("there is no entry \"other\"; the secret keys in the file are [kek]");
    }

    @Test
    void refusesWhatIsNoPkcs12File() {
        Path file = folder.resolve("p12");
        SecureFiles.write(file, TestKeys.counting(0, 99));

        assertThatThrownBy(() -> open(file, ""))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("is not a PKCS#12 file");
    }

    @Test
    void refusesAFileThatOthersMayRead() throws Exception {
        Path file = store("kek", 32);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> open(file, ""))
                .isInstanceOf(SecureFileException.class)
                .hasMessageContaining("chmod");
    }

    private static KeyEncryptionKey open(Path file, String query) {
        return KeyEncryptionKeys.open(
                "pkcs12:" + file + query, Settings.of("password", Secret.ofText(PASSWORD.clone())));
    }

    private Path store(String alias, int size) throws IOException, java.security.GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        SecretKeySpec key = new SecretKeySpec(TestKeys.counting(0, size), "AES");
        store.setEntry(alias, new KeyStore.SecretKeyEntry(key), new KeyStore.PasswordProtection(PASSWORD));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, PASSWORD);
        Path file = folder.resolve("kek.p12");
        SecureFiles.write(file, bytes.toByteArray());
        return file;
    }
}
