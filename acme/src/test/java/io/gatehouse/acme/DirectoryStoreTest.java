package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.core.SecureFiles;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The folder store: its shape, and what it does where its files are not as it left them. */
@DisabledOnOs(OS.WINDOWS)
class DirectoryStoreTest {
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

    private CertificateStore store() {
        return CertificateStore.directory(folder);
    }

    private static void assertServes(CertificateStore store, CertificateBundle bundle) {
        assertThat(store.current("shop"))
                .hasValueSatisfying(current -> assertThat(current.fingerprint()).isEqualTo(bundle.fingerprint()));
    }

    @Test
    void versionsAreInTheArchiveAndOneLinkPointsAtTheCurrent() throws IOException {
        store().commit("shop", first);
        store().commit("shop", second);

        Path archive = folder.resolve("archive/shop");
        assertThat(archive.resolve("cert1.pem")).hasContent(first.certificatePem());
        assertThat(archive.resolve("chain1.pem")).hasContent(first.chainPem());
        assertThat(archive.resolve("fullchain1.pem")).hasContent(first.fullchainPem());
        assertThat(archive.resolve("privkey1.pem")).exists();
        assertThat(archive.resolve("cert2.pem")).hasContent(second.certificatePem());

        Path live = folder.resolve("live/shop");
        assertThat(Files.readSymbolicLink(live)).isRelative();
        for (String file : new String[] {"cert", "chain", "fullchain", "privkey"}) {
            assertThat(live.resolve(file + ".pem").toRealPath())
                    .isEqualTo(archive.resolve(file + "2.pem").toRealPath());
        }
        assertServes(store(), second);
        assertThat(store().names()).containsExactly("shop");
    }

    @Test
    void keysAndFoldersAreTheOwnersAlone() throws IOException {
        store().commit("shop", first);

        assertThat(permissions("archive/shop/privkey1.pem")).isEqualTo("rw-------");
        assertThat(permissions("archive/shop/fullchain1.pem")).isEqualTo("rw-r--r--");
        assertThat(permissions("archive")).isEqualTo("rwx------");
        assertThat(permissions("live")).isEqualTo("rwx------");
    }

    private String permissions(String path) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve(path), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void folderMayBeMoved() throws IOException {
        store().commit("shop", first);

        Path moved =
                Files.move(folder.resolve("live").getParent(), folder.resolveSibling("moved-" + folder.getFileName()));
        try {
            assertServes(CertificateStore.directory(moved), first);
        } finally {
            Files.move(moved, folder);
        }
    }

    @Test
    void commitThatFailsLeavesNoFilesOfItsVersion() throws IOException {
        store().commit("shop", first);
        Path inTheWay = Files.createFile(folder.resolve("archive/shop/.v2.next"));

        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatExceptionOfType(CertificateStoreException.class)
                    .isThrownBy(() -> store().commit("shop", second))
                    .withMessageContaining(inTheWay.toString());
        }
        assertServes(store(), first);
        try (Stream<Path> files = Files.list(folder.resolve("archive/shop"))) {
            assertThat(files)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder(
                            "cert1.pem", "chain1.pem", "fullchain1.pem", "privkey1.pem", "v1", ".v2.next");
        }

        Files.delete(inTheWay);
        store().commit("shop", second);
        assertServes(store(), second);
    }

    @Test
    void stagedKeySurvivesAndBecomesTheVersionsKey() {
        PrivateKey key = PrivateKeys.generate(KeyType.EC_P256).getPrivate();
        store().commit("shop", first);
        store().stageKey("shop", key);

        assertServes(store(), first);
        assertThat(store().stagedKey("shop").map(PrivateKeys::publicKeyOf)).contains(PrivateKeys.publicKeyOf(key));

        CertificateBundle issued = CertificateAuthority.create("Root")
                .server("shop.example.test")
                .publicKey(PrivateKeys.publicKeyOf(key))
                .issue();
        store().commit("shop", CertificateBundle.of(issued.chain(), key));

        assertThat(folder.resolve("archive/shop/privkey2.pem")).exists();
        assertThat(folder.resolve("archive/shop/privkey-staged.pem")).doesNotExist();
        assertThat(store().stagedKey("shop")).isEmpty();
    }

    @Test
    void stagedKeyOfAnotherCertificateIsKept() throws IOException {
        PrivateKey key = PrivateKeys.generate(KeyType.EC_P256).getPrivate();
        store().stageKey("shop", key);
        Path file = folder.resolve("archive/shop/privkey-staged.pem");
        String staged = Files.readString(file);

        store().commit("shop", first);

        assertThat(file).hasContent(staged);
        assertThat(folder.resolve("archive/shop/fullchain1.pem")).exists();
        assertServes(store(), first);
    }

    @Test
    void everyStepACommitCanStopAtLeavesTheOldVersionServed() throws IOException {
        store().commit("shop", first);
        Path archive = folder.resolve("archive/shop");
        Path live = folder.resolve("live");

        Files.writeString(archive.resolve("privkey2.pem"), "cut sho");
        Files.writeString(archive.resolve("fullchain2.pem"), "cut sho");
        assertServes(store(), first);
        Files.createDirectory(archive.resolve("v2"));
        Files.createSymbolicLink(archive.resolve("v2/cert.pem"), Path.of("../cert2.pem"));
        assertServes(store(), first);
        Files.createSymbolicLink(live.resolve(".shop.next"), Path.of("../archive/shop/v2"));
        assertServes(store(), first);
        assertThat(store().names()).containsExactly("shop");

        store().commit("shop", second);

        assertServes(store(), second);
        assertThat(archive.resolve("fullchain3.pem")).exists();
        assertThat(archive.resolve("fullchain2.pem")).hasContent("cut sho");
        assertThat(live.resolve(".shop.next")).doesNotExist();
    }

    @Test
    void keyIsStagedUntilTheSwapAndSpentFromThenOn() throws IOException {
        PrivateKey key = PrivateKeys.generate(KeyType.EC_P256).getPrivate();
        store().commit("shop", first);
        store().stageKey("shop", key);
        Path staged = folder.resolve("archive/shop/privkey-staged.pem");
        String pem = Files.readString(staged);
        Path obstacle = Files.createDirectories(folder.resolve("live/.shop.next/full"));
        CertificateBundle issued = CertificateAuthority.create("Root")
                .server("shop.example.test")
                .publicKey(PrivateKeys.publicKeyOf(key))
                .issue();
        CertificateBundle bundle = CertificateBundle.of(issued.chain(), key);

        // All is written and the pointer does not move: whoever resumes the order still finds its key.
        assertThatExceptionOfType(CertificateStoreException.class).isThrownBy(() -> store().commit("shop", bundle));
        assertThat(store().stagedKey("shop")).isPresent();

        Files.delete(obstacle);
        store().commit("shop", bundle);
        // As if the process had died between the swap and the removal of the staged key.
        SecureFiles.write(staged, pem.getBytes(StandardCharsets.US_ASCII));
        assertThat(store().stagedKey("shop")).isEmpty();
        store().withdraw("shop");
        assertThat(staged).doesNotExist();
    }

    @Test
    void versionThatCannotBeReadDoesNotTakeThePlaceOfOneThatCan() throws IOException {
        store().commit("shop", first);
        store().commit("shop", second);
        Files.writeString(folder.resolve("archive/shop/fullchain1.pem"), "no certificate");

        assertThatExceptionOfType(CertificateStoreException.class).isThrownBy(() -> store().rollBack("shop", 1));
        assertServes(store(), second);
    }

    @Test
    void brokenVersionIsReplacedByTheNext() throws IOException {
        store().commit("shop", first);
        store().stageKey("shop", second.privateKey());
        Files.writeString(folder.resolve("archive/shop/fullchain1.pem"), "no certificate");
        Files.writeString(folder.resolve("archive/shop/privkey-staged.pem"), "no key");

        store().commit("shop", second);

        assertServes(store(), second);
    }

    @Test
    void nameStaysInItsFolder() {
        store().commit("../../.escaped", first);

        assertThat(folder.resolve("live/%2e.%2f..%2f.escaped/fullchain.pem")).exists();
        assertThat(store().names()).containsExactly("../../.escaped");
    }

    @Test
    void withdrawnCertificateIsNotServedButKept() {
        store().commit("shop", first);

        store().withdraw("shop");
        store().withdraw("shop");

        assertThat(store().current("shop")).isEmpty();
        assertThat(store().names()).isEmpty();
        assertThat(folder.resolve("archive/shop/fullchain1.pem")).exists();
    }

    @Test
    void folderOfAnotherProgramIsNotReplaced() throws IOException {
        Path certbots = Files.createDirectories(folder.resolve("live/shop"));

        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> store().stageKey("shop", first.privateKey()))
                .withMessageContaining(certbots.toString())
                .withMessageContaining("move it away");
        assertThatExceptionOfType(CertificateStoreException.class).isThrownBy(() -> store().commit("shop", first));
        assertThat(certbots).isEmptyDirectory();
    }

    @Test
    void brokenVersionIsReported() throws IOException {
        store().commit("shop", first);
        Files.writeString(folder.resolve("archive/shop/fullchain1.pem"), "no certificate");

        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> store().current("shop"))
                .withMessageContaining("live/shop");
    }

    @Test
    void commitThatFailsAtTheLastStepLeavesTheOldVersionServed() throws IOException {
        store().commit("shop", first);
        // In the way of the link that is prepared before the swap; root could write into a read-only folder.
        Path obstacle = Files.createDirectories(folder.resolve("live/.shop.next/full"));

        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> store().commit("shop", second))
                .withMessageContaining("archive/shop");
        assertServes(store(), first);

        Files.delete(obstacle);
        store().commit("shop", second);
        assertServes(store(), second);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void fileSystemThatTakesNoFilesIsReported() {
        // Not even root makes a folder in /proc.
        CertificateStore readOnly = CertificateStore.directory(Path.of("/proc/gatehouse"));

        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> readOnly.stageKey("shop", first.privateKey()))
                .withMessageContaining("/proc/gatehouse")
                .withMessageContaining("writable");
        assertThatExceptionOfType(CertificateStoreException.class).isThrownBy(() -> readOnly.commit("shop", first));
    }
}
