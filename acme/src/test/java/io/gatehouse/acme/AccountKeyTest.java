package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeyException;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Account keys come from files of every kind; acme4j's own reader fails on PKCS#8. */
class AccountKeyTest {
    @TempDir
    Path folder;

    @Test
    void absentKeyIsMadeForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("new/account.pem");

        KeyPair made = AccountKey.file(file).keyPair();

        assertThat(made.getPublic().getAlgorithm()).isEqualTo("EC");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(AccountKey.file(file).keyPair().getPublic()).isEqualTo(made.getPublic());
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"RSA_2048", "EC_P256", "EC_P384"})
    void pkcs8IsRead(KeyType type) {
        KeyPair pair = PrivateKeys.generate(type);
        Path file = folder.resolve("pkcs8.pem");
        SecureFiles.write(file, PrivateKeys.toPem(pair.getPrivate()).getBytes(StandardCharsets.US_ASCII));

        assertThat(AccountKey.file(file).keyPair().getPublic()).isEqualTo(pair.getPublic());
    }

    @Test
    void jwkIsRead() {
        KeyPair pair = PrivateKeys.generate(KeyType.EC_P256);
        ECPublicKey point = (ECPublicKey) pair.getPublic();
        String jwk = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\",\"d\":\"%s\"}"
                .formatted(
                        field(point.getW().getAffineX()),
                        field(point.getW().getAffineY()),
                        field(((ECPrivateKey) pair.getPrivate()).getS()));
        Path file = folder.resolve("private_key.json");
        SecureFiles.write(file, jwk.getBytes(StandardCharsets.US_ASCII));

        assertThat(AccountKey.file(file).keyPair().getPublic()).isEqualTo(pair.getPublic());
    }

    private static String field(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] padded = new byte[32];
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, padded, 32 - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
    }

    @Test
    void keyOpenToOthersIsRefused() throws IOException {
        Path file = folder.resolve("account.pem");
        AccountKey.file(file).keyPair();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatExceptionOfType(SecureFileException.class)
                .isThrownBy(() -> AccountKey.file(file).keyPair())
                .withMessageContaining("chmod");
    }

    @Test
    void fileWithoutKeyIsRefusedAndLeftAlone() throws IOException {
        Path file = folder.resolve("account.pem");
        SecureFiles.write(file, "nothing of the kind".getBytes(StandardCharsets.US_ASCII));

        assertThatExceptionOfType(PrivateKeyException.class)
                .isThrownBy(() -> AccountKey.file(file).keyPair());
        assertThat(file).hasContent("nothing of the kind");
    }

    @Test
    void textNamesTheFileOnly() {
        KeyPair pair = PrivateKeys.generate(KeyType.EC_P256);

        assertThat(AccountKey.of(pair.getPrivate())).hasToString("AccountKey[memory]");
        assertThat(AccountKey.of(pair.getPrivate()).keyPair().getPublic()).isEqualTo(pair.getPublic());
        assertThat(AccountKey.file(folder)).hasToString("AccountKey[" + folder + "]");
    }
}
