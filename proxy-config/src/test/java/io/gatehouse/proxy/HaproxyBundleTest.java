package io.gatehouse.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.PrivateKeyException;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundle is whole, closed to others and of today, or it is what it was. */
class HaproxyBundleTest {
    @TempDir
    private Path folder;

    private final CertificateAuthority authority =
            CertificateAuthority.create("Test root").intermediate("Test intermediate");
    private final CertificateBundle first = authority.server("app.example.org").issue();
    private final CertificateBundle second = authority.server("app.example.org").issue();
    private Path file;
    private CertificatePaths paths;

    @BeforeEach
    void writeTheFirst() {
        file = folder.resolve("bundle.pem");
        paths = CertificateFolder.write(first, folder).withBundle(file);
    }

    @Test
    void holdsChainAndKeyForItsOwnerAlone() throws IOException {
        assertThat(HaproxyBundle.isCurrent(paths)).isFalse();
        assertThat(HaproxyBundle.refresh(paths)).isTrue();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String pem = Files.readString(file);
        assertThat(pem).startsWith(first.fullchainPem());
        assertThat(CertificateBundle.parse(pem).privateKey()).isEqualTo(first.privateKey());
        assertThat(HaproxyBundle.isCurrent(paths)).isTrue();
    }

    @Test
    void isMadeAnewWhenTheCertificateIsAndOnlyThen() throws IOException {
        HaproxyBundle.refresh(paths);
        Object before = Files.getAttribute(file, "unix:ino");

        assertThat(HaproxyBundle.refresh(paths)).isFalse();
        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(before);
        CertificateFolder.write(second, folder);
        assertThat(HaproxyBundle.isCurrent(paths)).isFalse();
        assertThat(HaproxyBundle.refresh(paths)).isTrue();
        assertThat(CertificateBundle.parse(Files.readString(file)).leaf()).isEqualTo(second.leaf());
    }

    @Test
    void putsTheLeafFirst() throws IOException {
        Files.writeString(paths.fullchain(), first.chainPem() + first.certificatePem());

        HaproxyBundle.refresh(paths);

        assertThat(Files.readString(file)).startsWith(first.fullchainPem());
    }

    @Test
    void closesABundleThatWasOpen() throws IOException {
        HaproxyBundle.refresh(paths);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(HaproxyBundle.refresh(paths)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    /** Between the two files of a renewal: the new chain is there, the new key is not. */
    @Test
    void leavesTheOldOneWhenChainAndKeyDoNotFit() throws IOException {
        HaproxyBundle.refresh(paths);
        String old = Files.readString(file);
        Files.writeString(paths.fullchain(), second.fullchainPem());

        assertThatThrownBy(() -> HaproxyBundle.refresh(paths))
                .isInstanceOf(PrivateKeyException.class)
                .hasMessageContaining("does not belong");
        assertThat(Files.readString(file)).isEqualTo(old);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(file, paths.fullchain(), paths.privateKey());
        }
    }

    @Test
    void writesThroughNoLink() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "untouched");
        Files.createSymbolicLink(file, elsewhere);

        assertThatThrownBy(() -> HaproxyBundle.refresh(paths)).isInstanceOf(SecureFileException.class);
        assertThat(elsewhere).hasContent("untouched");
    }

    @Test
    void takesNoKeyThatOthersCanRead() throws IOException {
        Files.writeString(paths.privateKey(), PrivateKeys.toPem(first.privateKey()));
        Files.setPosixFilePermissions(paths.privateKey(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> HaproxyBundle.refresh(paths))
                .isInstanceOf(SecureFileException.class)
                .hasMessageContaining("open to others");
        assertThat(file).doesNotExist();
    }

    @Test
    void wantsToBeToldWhere() {
        assertThatThrownBy(() -> HaproxyBundle.refresh(CertificatePaths.in(folder)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("withBundle");
    }
}
