package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.spi.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseKeyFileTest {
    private static final Secret PASSPHRASE = Secret.ofText("correct horse battery staple");

    /** Made by this class once: files of version 1 must open for ever. */
    private static final String OF_VERSION_1 = "gatehouse-passphrase-key-v1 "
            + "$argon2id$v=19$m=65536,t=3,p=4$EBESExQVFhcYGRobHB0eHw g6soOCsNk1WTo4kY9T8+idiSOMiwElnmkUREk8koylTCohM4amJ8uQ";

    @TempDir
    private Path folder;

    @Test
    void opensWhatItMadeByUri() {
        Path file = folder.resolve("kek");
        PassphraseKeyFile.create(file, PASSPHRASE);

        KeyEncryptionKey key = PassphraseKeyFile.open(file, Secret.ofText("correct horse battery staple\n"));
        KeyEncryptionKey byUri =
                KeyEncryptionKeys.open("passphrase-file:" + file, Settings.of("passphrase", PASSPHRASE));

        assertThat(byUri.id()).isEqualTo(key.id());
        assertThat(byUri.name()).isEqualTo("passphrase-file:" + file);
        assertThat(KeyEncryptionKeys.probe(byUri)).isSameAs(byUri);
    }

    @Test
    void isReadableByItsOwnerAlone() throws IOException {
        Path file = folder.resolve("kek");
        PassphraseKeyFile.create(file, PASSPHRASE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> PassphraseKeyFile.open(file, PASSPHRASE))
                .isInstanceOf(SecureFileException.class)
                .hasMessageContaining("chmod");
    }

    @Test
    void everyFileHasAKeyOfItsOwn() {
        PassphraseKeyFile.create(folder.resolve("a"), PASSPHRASE);
        PassphraseKeyFile.create(folder.resolve("b"), PASSPHRASE);

        assertThat(PassphraseKeyFile.open(folder.resolve("a"), PASSPHRASE).id())
                .isNotEqualTo(
                        PassphraseKeyFile.open(folder.resolve("b"), PASSPHRASE).id());
    }

    @Test
    void refusesAWrongPassphraseAndSaysWhatToDo() {
        Path file = folder.resolve("kek");
        PassphraseKeyFile.create(file, PASSPHRASE);

        assertThatThrownBy(() -> PassphraseKeyFile.open(file, Secret.ofText("correct horse battery stable")))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("The passphrase does not open " + file)
                .hasMessageNotContaining("horse");
    }

    @Test
    void replacesNoFile() throws IOException {
        Path file = folder.resolve("kek");
        PassphraseKeyFile.create(file, PASSPHRASE);
        String before = Files.readString(file);

        assertThatThrownBy(() -> PassphraseKeyFile.create(file, PASSPHRASE))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("exists already");
        assertThat(file).hasContent(before);
    }

    @Test
    void refusesAShortPassphraseAndLeavesNothing() {
        Path file = folder.resolve("kek");

        assertThatThrownBy(() -> PassphraseKeyFile.create(file, Secret.ofText("hunter2\r\n\r\n\r\n")))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("fewer than 12 bytes");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void keepsTheKeyUnderANewPassphrase() {
        Path file = folder.resolve("kek");
        Secret next = Secret.ofText("another six words of some length");
        PassphraseKeyFile.create(file, PASSPHRASE);
        KekId id = PassphraseKeyFile.open(file, PASSPHRASE).id();

        assertThatThrownBy(() -> PassphraseKeyFile.changePassphrase(file, next, next))
                .isInstanceOf(KeyEncryptionKeyException.class);
        PassphraseKeyFile.changePassphrase(file, PASSPHRASE, next);

        assertThat(PassphraseKeyFile.open(file, next).id()).isEqualTo(id);
        assertThatThrownBy(() -> PassphraseKeyFile.open(file, PASSPHRASE))
                .isInstanceOf(KeyEncryptionKeyException.class);
    }

    @Test
    void opensAFileOfVersion1() {
        assertThat(PassphraseKeyFile.open(write(OF_VERSION_1), PASSPHRASE).id()).isEqualTo(TestKeys.KEK.id());
    }

    /** The parameters and the salt are bound to the wrapped key. */
    @ParameterizedTest
    @ValueSource(strings = {"m=65536>m=65537", "t=3>t=2", "p=4>p=3"})
    void refusesChangedParameters(String change) {
        String[] parts = change.split(">", -1);
        Path file = write(OF_VERSION_1.replace(parts[0], parts[1]));

        assertThatThrownBy(() -> PassphraseKeyFile.open(file, PASSPHRASE))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("does not open");
    }

    /** A file that costs nothing to guess at, or stalls its reader, is not tried. */
    @ParameterizedTest
    @ValueSource(strings = {"m=65536>m=8", "m=65536>m=99999999", "t=3>t=1", "t=3>t=999", "p=4>p=99"})
    void refusesWeakAndStallingParameters(String change) {
        String[] parts = change.split(">", -1);
        Path file = write(OF_VERSION_1.replace(parts[0], parts[1]));

        assertThatThrownBy(() -> PassphraseKeyFile.open(file, PASSPHRASE))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("asks for $argon2id$v=19$")
                .hasMessageContaining("outside 19 MiB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "gatehouse-passphrase-key-v2 x", "m=65536>m=065536", "argon2id>argon2i", "v=19>v=16"})
    void refusesWhatIsNoSuchFile(String content) {
        String[] parts = content.split(">", -1);
        Path file = write(parts.length == 2 ? OF_VERSION_1.replace(parts[0], parts[1]) : content);

        assertThatThrownBy(() -> PassphraseKeyFile.open(file, PASSPHRASE))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("is not a passphrase key file of version 1");
    }

    /** A vector of the reference implementation's own tests (phc-winner-argon2). */
    @Test
    void derivesAsTheReferenceImplementation() {
        byte[] key = new Argon2id(65536, 2, 1)
                .derive("password".getBytes(StandardCharsets.UTF_8), "somesalt".getBytes(StandardCharsets.UTF_8));

        assertThat(HexFormat.of().formatHex(key))
                .isEqualTo("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    }

    private Path write(String content) {
        Path file = folder.resolve("kek");
        SecureFiles.write(file, Secret.ofText(content));
        return file;
    }
}
