package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeyException;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates, keys and revocation lists, cut short and changed at every place: understood, or refused in our words. */
class MaterialMutationTest {
    private static final Random RANDOM = new Random(21);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"agent.crt", "agent.key", "ca.crt", "root.crl"})
    void aFileThatIsCutShortIsRefusedByName(String name) throws IOException {
        MaterialFiles files = new MaterialFiles(folder);
        byte[] whole = files.whole(name);

        assertThat(files.areUnderstood(name, whole)).isTrue();
        for (int length = 0; length < end(whole); length++) {
            assertThat(files.areUnderstood(name, Arrays.copyOf(whole, length)))
                    .as("the first %s bytes", length)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent.crt", "agent.key", "ca.crt", "root.crl"})
    void aFileThatWasChangedIsUnderstoodOrRefusedByName(String name) throws IOException {
        MaterialFiles files = new MaterialFiles(folder);
        byte[] whole = files.whole(name);

        int refused = 0;
        for (int at = 0; at < whole.length; at += 2) {
            refused += files.areUnderstood(name, changed(whole, at)) ? 0 : 1;
        }
        // The rest are line ends, and what nobody looks at before there is a connection.
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent.crt", "agent.key", "ca.crt", "root.crl"})
    void aFileOfAnythingIsRefusedByName(String name) throws IOException {
        MaterialFiles files = new MaterialFiles(folder);
        for (int i = 0; i < 40; i++) {
            byte[] content = new byte[RANDOM.nextInt(200)];
            RANDOM.nextBytes(content);
            assertThat(files.areUnderstood(name, content)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "RSA_2048"})
    void aKeyOfAnyFormatThatIsCutShortIsRefused(KeyType type) throws Exception {
        CertificateBundle client = client(type);
        for (Map.Entry<String, byte[]> format : KeyFormats.of(client).entrySet()) {
            byte[] whole = format.getValue();
            assertThat(PrivateKeys.parse(whole, KeyFormats.PASSPHRASE)).isEqualTo(client.privateKey());
            for (int length = 0; length < end(whole); length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatExceptionOfType(PrivateKeyException.class)
                        .as("%s, the first %s bytes", format.getKey(), length)
                        .isThrownBy(() -> PrivateKeys.parse(cut, KeyFormats.PASSPHRASE));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "RSA_2048"})
    void aKeyOfAnyFormatThatWasChangedIsReadOrRefused(KeyType type) throws Exception {
        for (Map.Entry<String, byte[]> format : KeyFormats.of(client(type)).entrySet()) {
            byte[] whole = format.getValue();
            // An RSA key is long, and PKCS#12 slow by design.
            int step = format.getKey().contains("PKCS#12") ? 211 : type == KeyType.RSA_2048 ? 29 : 1;
            for (int at = 0; at < whole.length; at += step) {
                readOrRefused(format.getKey(), changed(whole, at));
            }
        }
    }

    private static void readOrRefused(String format, byte[] key) {
        try {
            assertThat(PrivateKeys.parse(key, KeyFormats.PASSPHRASE).getAlgorithm())
                    .as(format)
                    .isNotEmpty();
        } catch (PrivateKeyException refused) {
            assertThat(refused.getMessage()).as(format).isNotEmpty();
        }
    }

    private static CertificateBundle client(KeyType type) {
        return CertificateAuthority.create("Clients")
                .client("agent")
                .keyType(type)
                .issue();
    }

    private static byte[] changed(byte[] whole, int at) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) (1 + RANDOM.nextInt(255));
        return changed;
    }

    /** Where a text ends but for its last line feed; DER ends where it ends. */
    private static int end(byte[] whole) {
        return whole[whole.length - 1] == '\n' && new String(whole, StandardCharsets.ISO_8859_1).contains("-----END")
                ? whole.length - 1
                : whole.length;
    }
}
