package io.gatehouse.core.pki;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That what is trusted is believed, and nothing else, is shown by the clients that use it. */
class TrustedAuthoritiesTest {
    @TempDir
    private Path folder;

    @Test
    void aFileWithoutACertificateIsNamed() throws IOException {
        Path text = Files.writeString(folder.resolve("ca.pem"), "no certificate");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");

        assertRefused(text, "ca.pem holds no certificates in PEM");
        assertRefused(empty, "empty.pem is empty; put the certificate of the server's CA there");
        assertRefused(folder.resolve("none.pem"), "none.pem cannot be read");
    }

    private static void assertRefused(Path file, String words) {
        assertThatThrownBy(() -> TrustedAuthorities.in(file))
                .isInstanceOf(CertificateBundleException.class)
                .hasMessageContaining(words);
    }
}
