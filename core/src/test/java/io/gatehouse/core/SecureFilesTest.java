package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class SecureFilesTest {
    private static final byte[] OLD = "old".getBytes(StandardCharsets.UTF_8);
    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void writesForTheOwnerAlone() throws IOException {
        Path file = folder.resolve("key.pem");
        SecureFiles.write(file, Secret.ofText("first"));
        SecureFiles.write(file, NEW);

        assertThat(file).hasBinaryContent(NEW);
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(entries()).containsExactly("key.pem");
    }

    @Test
    void writesForEverybodyWhenAsked() throws IOException {
        Path file = folder.resolve("cert.pem");
        SecureFiles.writePublic(file, NEW);

        assertThat(mode(file)).isEqualTo("rw-r--r--");
    }

    @Test
    void writesForTheGroupThatTheFileHas() throws IOException {
        Path file = folder.resolve("users.htpasswd");
        SecureFiles.writeForGroup(file, OLD);
        assertThat(mode(file)).isEqualTo("rw-r-----");

        boolean root = Integer.valueOf(0).equals(Files.getAttribute(file, "unix:uid"));
        if (root) {
            Files.setAttribute(file, "unix:gid", 65534);
        }
        Object group = Files.getAttribute(file, "unix:gid");
        chmod(file, "rw-rw-rw-");
        SecureFiles.writeForGroup(file, NEW);

        assertThat(file).hasBinaryContent(NEW);
        assertThat(mode(file)).isEqualTo("rw-r-----");
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(group);
        assertThat(entries()).containsExactly("users.htpasswd");
    }

    @Test
    void removesAFileAndNothingBehindALink() throws IOException {
        Path file = Files.write(folder.resolve("a"), OLD);
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        SecureFiles.delete(link);
        assertThat(entries()).containsExactly("a");
        SecureFiles.delete(file);
        SecureFiles.delete(file);
        assertThat(entries()).isEmpty();

        Files.createDirectories(folder.resolve("full/of"));
        assertThatThrownBy(() -> SecureFiles.delete(folder.resolve("full")))
                .isInstanceOf(SecureFileException.class)
                .hasMessageContaining("Cannot remove");
    }

    @Test
    void tightensAFileThatWasOpen() throws IOException {
        Path file = Files.write(folder.resolve("key.pem"), OLD);
        chmod(file, "rw-rw-rw-");
        SecureFiles.write(file, NEW);

        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void readersOfTheOldFileKeepIt() throws IOException {
        Path file = Files.write(folder.resolve("key.pem"), OLD);
        try (var open = Files.newInputStream(file)) {
            SecureFiles.write(file, NEW);

            assertThat(open.readAllBytes()).isEqualTo(OLD);
        }
    }

    @Test
    void plantedLinkIsRefused() throws IOException {
        Path victim = Files.write(folder.resolve("victim"), OLD);
        Path link = Files.createSymbolicLink(folder.resolve("key.pem"), victim);
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));

        for (Path planted : List.of(link, dangling)) {
            assertThatThrownBy(() -> SecureFiles.write(planted, NEW))
                    .isInstanceOfSatisfying(
                            SecureFileException.class, e -> assertThat(e.file()).isEqualTo(planted))
                    .hasMessageContaining("symbolic link");
        }
        assertThat(victim).hasBinaryContent(OLD);
        assertThat(entries()).containsExactly("dangling", "key.pem", "victim");
    }

    @Test
    void plantedTemporaryIsNeverWrittenTo() throws IOException {
        Path victim = Files.write(folder.resolve("victim"), OLD);
        Path temporary = Files.createSymbolicLink(folder.resolve("temporary"), victim);

        assertThatThrownBy(() -> AtomicWrite.writeTemporary(
                        temporary, NEW, PosixFilePermissions.fromString("rw-------"), Optional.empty()))
                .isInstanceOf(IOException.class);
        assertThat(victim).hasBinaryContent(OLD);
    }

    @Test
    void folderInThePlaceOfTheFileIsRefused() throws IOException {
        Path inTheWay = Files.createDirectory(folder.resolve("key.pem"));

        assertThatThrownBy(() -> SecureFiles.write(inTheWay, NEW))
                .isInstanceOf(SecureFileException.class)
                .hasMessageContaining("not a regular file");
        assertThatThrownBy(() -> SecureFiles.write(Path.of("/"), NEW)).isInstanceOf(SecureFileException.class);
    }

    @Test
    void missingFolderIsNamed() {
        assertThatThrownBy(() -> SecureFiles.write(folder.resolve("no/key.pem"), NEW))
                .isInstanceOf(SecureFileException.class)
                .hasMessageContaining("there is no folder " + folder.resolve("no"));
    }

    @Test
    void readOnlyFolderLeavesEverythingAsItWas() throws IOException {
        Path file = Files.write(folder.resolve("key.pem"), OLD);
        chmod(folder, "r-xr-xr-x");
        try {
            assumeFalse(Files.isWritable(folder), "root writes everywhere: this test needs another account");
            assertThatThrownBy(() -> SecureFiles.write(file, NEW))
                    .isInstanceOf(SecureFileException.class)
                    .hasMessageContaining("permission denied")
                    .hasMessageContaining("Make the folder");
            assertThat(file).hasBinaryContent(OLD);
            assertThat(entries()).containsExactly("key.pem");
        } finally {
            chmod(folder, "rwxr-xr-x");
        }
    }

    // A zip file system stands for those without POSIX modes, which Linux has not at hand.
    @Test
    void fileSystemWithoutModesIsWrittenAndRead() throws IOException {
        URI archive = URI.create("jar:" + folder.resolve("files.zip").toUri());
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Path file = zip.getPath("/key.pem");
            SecureFiles.createDirectories(zip.getPath("/a/b"));
            SecureFiles.write(file, OLD);
            SecureFiles.write(file, NEW);

            assertThat(SecureFiles.readSecret(file)).isEqualTo(Secret.ofBytes(NEW));
            assertThat(zip.getPath("/a/b")).isDirectory();
        }
    }

    // The JDK's own image is read-only for root too.
    @Test
    void readOnlyFileSystemIsNamedWithTheRemedy() {
        Path readOnly = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");

        assertThatThrownBy(() -> SecureFiles.write(readOnly.resolve("key.pem"), NEW))
                .isInstanceOf(SecureFileException.class)
                .hasMessageContaining("read-only file system")
                .hasMessageContaining("or choose another folder");
        assertThatThrownBy(() -> SecureFiles.createDirectories(readOnly.resolve("a")))
                .isInstanceOf(SecureFileException.class)
                .hasMessageContaining("read-only file system");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
    void secretOfTheOwnerIsRead(String mode) throws IOException {
        Path file = Files.write(folder.resolve("key.pem"), NEW);
        chmod(file, mode);

        assertThat(SecureFiles.readSecret(file)).isEqualTo(Secret.ofBytes(NEW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw----", "rw----r--", "rw-r-xr--", "rw-----w-", "rw--wx---", "rw-r--r--"})
    void secretOpenToOthersIsRefused(String mode) throws IOException {
        Path file = Files.write(folder.resolve("key.pem"), NEW);
        chmod(file, mode);

        assertThatThrownBy(() -> SecureFiles.readSecret(file))
                .isInstanceOf(SecureFileException.class)
                .hasMessageContaining("mode " + mode)
                .hasMessageContaining("Run: chmod 06");
        assertThat(SecureFiles.read(file)).isEqualTo(NEW);
    }

    @Test
    void groupMayReadWhatRootOwns() throws IOException {
        Path file = Files.write(folder.resolve("key.pem"), NEW);
        chmod(file, "rw-r-----");

        if (Integer.valueOf(0).equals(Files.getAttribute(file, "unix:uid"))) {
            assertThat(SecureFiles.readSecret(file)).isEqualTo(Secret.ofBytes(NEW));
            Files.setAttribute(file, "unix:uid", 65534);
        }
        assertThatThrownBy(() -> SecureFiles.readSecret(file))
                .isInstanceOf(SecureFileException.class)
                .hasMessageContaining("chmod 0600");
    }

    @Test
    void linksAreResolvedAndTheFileJudged() throws IOException {
        Path file = Files.write(folder.resolve("data"), NEW);
        Path link = Files.createSymbolicLink(folder.resolve("key.pem"), file);
        chmod(file, "rw-------");
        assertThat(SecureFiles.readSecret(link)).isEqualTo(Secret.ofBytes(NEW));

        chmod(file, "rw-r--r--");
        assertThatThrownBy(() -> SecureFiles.readSecret(link)).isInstanceOf(SecureFileException.class);
    }

    @Test
    void onlyRegularFilesOfReasonableSizeAreRead() throws IOException {
        Path large = folder.resolve("large");
        try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(16L * 1024 * 1024 + 1);
        }
        chmod(large, "rw-------");

        for (Path refused : List.of(large, folder, folder.resolve("missing"))) {
            assertThatThrownBy(() -> SecureFiles.readSecret(refused))
                    .isInstanceOf(SecureFileException.class)
                    .hasMessageContaining(refused.toString());
            assertThatThrownBy(() -> SecureFiles.read(refused)).isInstanceOf(SecureFileException.class);
        }
    }

    @Test
    void foldersAreForTheOwnerAlone() throws IOException {
        Path deep = folder.resolve("a/b");
        SecureFiles.createDirectories(deep);
        SecureFiles.createDirectories(deep);
        SecureFiles.syncDirectory(deep);

        assertThat(mode(deep)).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("a"))).isEqualTo("rwx------");
        Path inTheWay = Files.write(folder.resolve("file"), OLD);
        assertThatThrownBy(() -> SecureFiles.createDirectories(inTheWay.resolve("c")))
                .isInstanceOf(SecureFileException.class);
        assertThatThrownBy(() -> SecureFiles.syncDirectory(folder.resolve("missing")))
                .isInstanceOf(SecureFileException.class);
    }

    @Test
    void concurrentWritesEndWithOneOfThemWhole() throws Exception {
        Path file = folder.resolve("key.pem");
        List<byte[]> contents = IntStream.range(0, 8)
                .mapToObj(i -> ("" + i).repeat(10_000).getBytes(StandardCharsets.UTF_8))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<?> write : contents.stream()
                    .map(content -> threads.submit(() -> SecureFiles.write(file, content)))
                    .toList()) {
                write.get();
            }
        } finally {
            threads.shutdown();
        }

        byte[] written = Files.readAllBytes(file);
        assertThat(contents).anySatisfy(content -> assertThat(written).isEqualTo(content));
        assertThat(entries()).containsExactly("key.pem");
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void chmod(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
