package io.gatehouse.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.spi.ProviderLookupException;
import io.gatehouse.core.spi.Settings;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyEncryptionKeysTest {
    private static final String BASE64 = TestKeys.base64(0).exposeText();

    @TempDir
    private Path folder;

    @Test
    void opensTheKeyInASetting() {
        KeyEncryptionKey key =
                KeyEncryptionKeys.open("base64-setting:kek", Settings.of("kek", Secret.ofText(BASE64 + "\n")));

        assertThat(key.id()).isEqualTo(TestKeys.KEK.id());
        assertThat(key.name()).isEqualTo("base64-setting:kek");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n"})
    void opensTheKeyInAFile(String end) {
        Path file = folder.resolve("kek");
        SecureFiles.write(file, Secret.ofText(BASE64 + end));

        KeyEncryptionKey key = KeyEncryptionKeys.open(file.toUri().toString());

        assertThat(key.id()).isEqualTo(TestKeys.KEK.id());
        assertThat(key.name()).isEqualTo("file:" + file);
    }

    @Test
    void opensAFileOf32BytesInAFolderWithASpace() throws IOException {
        Path file = Files.createDirectory(folder.resolve("my keys")).resolve("kek");
        SecureFiles.write(file, TestKeys.counting(0, 32));

        assertThat(KeyEncryptionKeys.open("file:" + folder + "/my%20keys/kek").id())
                .isEqualTo(TestKeys.KEK.id());
    }

    @Test
    void refusesAFileThatOthersMayRead() throws IOException {
        Path file = folder.resolve("kek");
        SecureFiles.write(file, TestKeys.counting(0, 32));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

        assertThatThrownBy(() -> KeyEncryptionKeys.open("file:" + file))
                .isInstanceOf(SecureFileException.class)
                .hasMessageContaining("open to others")
                .hasMessageContaining("chmod");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33, 64})
    void refusesAFileOfAnotherSize(int size) {
        Path file = folder.resolve("kek");
        SecureFiles.write(file, TestKeys.counting(0x80, size));

        assertThatThrownBy(() -> KeyEncryptionKeys.open("file:" + file))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("head -c32 /dev/urandom | base64");
    }

    @Test
    void takes32CharactersForNoKey() {
        Path file = folder.resolve("kek");
        SecureFiles.write(file, Secret.ofText("correct horse battery staple! :)"));

        assertThatThrownBy(() -> KeyEncryptionKeys.open("file:" + file))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("32 characters of text")
                .hasMessageNotContaining("horse");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:kek",
                "file://host/kek",
                "file:/kek?x=1",
                "file:/kek#x",
                "pkcs12:/kek?name=x",
                "file:///%00"
            })
    void refusesWhatIsNoPathFromTheRoot(String uri) {
        Settings settings = uri.startsWith("pkcs12") ? Settings.of("password", Secret.ofText("x")) : Settings.none();

        assertThatThrownBy(() -> KeyEncryptionKeys.open(uri, settings))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("The URI of the key");
    }

    @Test
    void neverQuotesAKeyThatStandsWhereTheUriShould() {
        for (String uri :
                new String[] {BASE64, "base64-setting:" + BASE64, "base64-setting:" + BASE64.replace("=", "")}) {
            assertThatThrownBy(() -> KeyEncryptionKeys.open(uri))
                    .isInstanceOf(KeyEncryptionKeyException.class)
                    .hasMessageNotContaining(BASE64.substring(0, 20))
                    .hasNoCause();
        }
    }

    @Test
    void listsWhatItFoundForASchemeThatNobodyOpens() {
        assertThatThrownBy(() -> KeyEncryptionKeys.open("nowhere:kek"))
                .isInstanceOf(ProviderLookupException.class)
                .hasMessageContaining("No key-encryption key provider is named \"nowhere\"")
                .hasMessageContaining("\"base64-setting\"")
                .hasMessageContaining("\"passphrase-file\"")
                .hasMessageContaining("\"pkcs12\"");
    }

    @Test
    void refusesASchemeThatTwoOpen() throws Exception {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(KeyEncryptionKeyFactory.class.getName()), SecondFileFactory.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            assertThatThrownBy(() -> KeyEncryptionKeys.open("file:/nowhere"))
                    .isInstanceOf(ProviderLookupException.class)
                    .hasMessageContaining("2 providers answer to the name \"file\"");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void namesEverySettingThatIsWrong() {
        Settings settings = Settings.builder().set("pasword", "x").build();

        assertThatThrownBy(() -> KeyEncryptionKeys.open("pkcs12:/nowhere", settings))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("pasword: is not a setting that it takes; did you mean password?")
                .hasMessageContaining("password: is missing");
    }

    @Test
    void settingsShowNamesAlone() {
        assertThat(Settings.of("password", Secret.ofText("swordfish"))).hasToString("Settings[password]");
    }

    @Test
    void theProbeReturnsAKeyThatWorks() {
        assertThat(KeyEncryptionKeys.probe(TestKeys.KEK)).isSameAs(TestKeys.KEK);
    }

    @Test
    void theProbeSeesAKeyThatLies() {
        assertThatThrownBy(() -> KeyEncryptionKeys.probe(new LyingKey()))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("the lying key did not unwrap what it had wrapped");
    }

    /** Gives back the wrong data key. */
    private static final class LyingKey implements KeyEncryptionKey {
        @Override
        public KekId id() {
            return KekId.ofName("lying");
        }

        @Override
        public String name() {
            return "the lying key";
        }

        @Override
        public byte[] wrap(byte[] dataKey, byte[] binding) {
            return dataKey.clone();
        }

        @Override
        public Optional<byte[]> unwrap(byte[] wrappedKey, byte[] binding) {
            return Optional.of(new byte[32]);
        }
    }
}
