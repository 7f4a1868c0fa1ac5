package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A store whose private keys are encrypted: none is on disk in the clear, and nothing else is touched. */
@DisabledOnOs(OS.WINDOWS)
class EncryptedStoreTest {
    private static final KeyCipher CIPHER = new AesGcmCipher();

    private static CertificateBundle first;
    private static CertificateBundle second;

    @TempDir
    Path folder;

    @BeforeAll
    static void issue() {
        CertificateAuthority ca = CertificateAuthority.create("Root").intermediate("Intermediate");
        first = ca.server("shop.example.test").issue();
        second = ca.server("shop.example.test").issue();
    }

    private CertificateStore encrypted() {
        return CertificateStore.directory(folder, CIPHER);
    }

    private CertificateStore plain() {
        return CertificateStore.directory(folder);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    @Test
    void noKeyIsOnDiskInTheClear() throws IOException {
        PrivateKey staged = PrivateKeys.generate(KeyType.EC_P256).getPrivate();
        encrypted().commit("shop", first);
        encrypted().stageKey("shop", staged);

        for (Path file : files()) {
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .as(file.toString())
                    .doesNotContain("PRIVATE KEY");
        }
        assertThat(encrypted().current("shop").orElseThrow().privateKey()).isEqualTo(first.privateKey());
        assertThat(encrypted().version("shop", 1).orElseThrow().privateKey()).isEqualTo(first.privateKey());
        assertThat(encrypted().stagedKey("shop")).contains(staged);
    }

    @Test
    void certificatesAreThereForOtherProgramsAndTheKeyIsUnderANameOfItsOwn() throws IOException {
        encrypted().commit("shop", first);

        Path live = folder.resolve("live/shop");
        assertThat(live.resolve("fullchain.pem")).hasContent(first.fullchainPem());
        assertThat(live.resolve("privkey.pem")).doesNotExist();
        Path key = live.resolve("privkey.pem.enc");
        assertThat(key.toRealPath())
                .isEqualTo(folder.resolve("archive/shop/privkey1.pem.enc").toRealPath());
        assertThat(Files.getPosixFilePermissions(key)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(new String(CIPHER.decrypt(Files.readAllBytes(key)), StandardCharsets.US_ASCII))
                .isEqualTo(PrivateKeys.toPem(first.privateKey()));
    }

    @Test
    void storeBegunInTheClearGoesOnEncrypted() {
        plain().commit("shop", first);
        plain().stageKey("shop", second.privateKey());

        assertThat(encrypted().current("shop").orElseThrow().privateKey()).isEqualTo(first.privateKey());
        assertThat(encrypted().stagedKey("shop")).contains(second.privateKey());
        encrypted().commit("shop", second);

        assertThat(encrypted().current("shop").orElseThrow().privateKey()).isEqualTo(second.privateKey());
        assertThat(folder.resolve("archive/shop/privkey2.pem")).doesNotExist();
        assertThat(folder.resolve("archive/shop/privkey-staged.pem")).doesNotExist();
        encrypted().rollBack("shop", 1);
        assertThat(encrypted().current("shop").orElseThrow().privateKey()).isEqualTo(first.privateKey());
    }

    @Test
    void keyStagedAnewTakesThePlaceOfAnEncryptedOne() {
        encrypted().stageKey("shop", first.privateKey());
        plain().stageKey("shop", second.privateKey());
        assertThat(encrypted().stagedKey("shop")).contains(second.privateKey());

        encrypted().stageKey("shop", first.privateKey());
        assertThat(folder.resolve("archive/shop/privkey-staged.pem")).doesNotExist();
        assertThat(encrypted().stagedKey("shop")).contains(first.privateKey());
    }

    @Test
    void withoutTheCipherTheMessageAsksForIt() {
        encrypted().commit("shop", first);

        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> plain().current("shop"))
                .withMessageContaining("privkey")
                .withMessageContaining("is encrypted")
                .withMessageContaining("CertificateStore.directory(folder, cipher)");
        assertThat(plain().names()).containsExactly("shop");
        assertThat(plain().versions("shop")).hasSize(1);
    }

    @Test
    void anotherCiphersKeyAndAFileThatWasChangedAreRefused() throws IOException {
        encrypted().commit("shop", first);

        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() ->
                        CertificateStore.directory(folder, new AesGcmCipher()).current("shop"))
                .withMessageContaining("did not decrypt")
                .withMessageContaining("privkey.pem.enc");

        Path file = folder.resolve("archive/shop/privkey1.pem.enc");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> encrypted().current("shop"))
                .withMessageContaining("did not decrypt");
    }

    @Test
    void cipherThatFailsLeavesTheOldVersionServed() {
        encrypted().commit("shop", first);
        KeyCipher unreachable = KeyCipher.of(
                plain -> {
                    throw new IllegalStateException("the KEK cannot be reached");
                },
                CIPHER::decrypt);
        CertificateStore store = CertificateStore.directory(folder, unreachable);

        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> store.stageKey("shop", second.privateKey()))
                .withMessageContaining("did not encrypt")
                .withStackTraceContaining("the KEK cannot be reached");
        assertThatExceptionOfType(CertificateStoreException.class).isThrownBy(() -> store.commit("shop", second));
        assertThat(store.current("shop").orElseThrow().fingerprint()).isEqualTo(first.fingerprint());
    }
}
