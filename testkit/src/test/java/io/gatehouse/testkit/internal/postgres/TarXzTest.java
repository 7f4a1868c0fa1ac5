package io.gatehouse.testkit.internal.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class TarXzTest {
    @TempDir
    Path folder;

    @Test
    void unpacksFoldersFilesModesAndLinks() throws IOException {
        byte[] archive = archive(
                entry("bin/", '5', 0755, "", ""),
                entry("bin/run", '0', 0755, "", "#!/bin/sh"),
                entry("lib/a.so.5", '0', 0644, "", "x".repeat(512)),
                entry("lib/a.so", '2', 0777, "a.so.5", ""));

        TarXz.unpack(new ByteArrayInputStream(archive), folder);

        assertThat(folder.resolve("bin/run")).hasContent("#!/bin/sh").isExecutable();
        assertThat(Files.isExecutable(folder.resolve("lib/a.so.5"))).isFalse();
        assertThat(Files.readSymbolicLink(folder.resolve("lib/a.so"))).isEqualTo(Path.of("a.so.5"));
        assertThat(folder.resolve("lib/a.so")).hasSize(512);
    }

    @Test
    void refusesToLeaveTheTarget() throws IOException {
        byte[] file = archive(entry("../out", '0', 0644, "", "x"));
        byte[] link = archive(entry("in", '2', 0777, "../../etc/passwd", ""));

        assertThatThrownBy(() -> TarXz.unpack(new ByteArrayInputStream(file), folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("../out");
        assertThatThrownBy(() -> TarXz.unpack(new ByteArrayInputStream(link), folder))
                .isInstanceOf(IOException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesATruncatedArchiveAndOddEntries() throws IOException {
        byte[] whole = archive(entry("a", '0', 0644, "", "x".repeat(2000)));
        byte[] device = archive(entry("dev", '3', 0644, "", ""));

        assertThatThrownBy(() -> TarXz.unpack(new ByteArrayInputStream(whole, 0, whole.length / 2), folder))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> TarXz.unpack(new ByteArrayInputStream(device), folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("dev");
    }

    private static byte[] archive(byte[]... entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new XZOutputStream(bytes, new LZMA2Options(0))) {
            for (byte[] entry : entries) {
                out.write(entry);
            }
            out.write(new byte[1024]);
        }
        return bytes.toByteArray();
    }

    private static byte[] entry(String name, char type, int mode, String link, String content) {
        byte[] body = content.getBytes(UTF_8);
        byte[] block = new byte[512 + (body.length + 511) / 512 * 512];
        put(block, 0, name);
        put(block, 100, String.format("%07o", mode));
        put(block, 124, String.format("%011o", body.length));
        block[156] = (byte) type;
        put(block, 157, link);
        put(block, 257, "ustar");
        System.arraycopy(body, 0, block, 512, body.length);
        return block;
    }

    private static void put(byte[] block, int offset, String text) {
        System.arraycopy(text.getBytes(UTF_8), 0, block, offset, text.length());
    }
}
