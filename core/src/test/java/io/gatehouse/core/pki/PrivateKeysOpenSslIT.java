package io.gatehouse.core.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.PrivateKeyException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key format that a real openssl writes, read; and what we write, read by openssl. */
class PrivateKeysOpenSslIT {
    private static final String RSA = "RSA -pkeyopt rsa_keygen_bits:2048";
    private static final String P256 = "EC -pkeyopt ec_paramgen_curve:P-256";
    private static final String P384 = "EC -pkeyopt ec_paramgen_curve:P-384";
    private static final String P521 = "EC -pkeyopt ec_paramgen_curve:P-521";

    @TempDir
    Path folder;

    @BeforeAll
    static void requireOpenSsl() {
        OpenSsl.require();
    }

    @ParameterizedTest
    @ValueSource(strings = {RSA, "RSA-PSS -pkeyopt rsa_keygen_bits:2048", P256, P384, P521, "ED25519"})
    void pkcs8OfEveryKind(String kind) throws Exception {
        OpenSsl openssl = generate(kind);
        openssl.run("pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out pkcs8.der");
        List<String> encrypted = new ArrayList<>();
        for (String scheme : List.of(
                "-v2 aes-256-cbc",
                "-v2 aes-128-cbc -v2prf hmacWithSHA1",
                "-v2 aes-192-cbc -v2prf hmacWithSHA512",
                "-v2 des3",
                "-v2 camellia-256-cbc",
                "-scrypt",
                "-v1 PBE-SHA1-3DES",
                "-v1 PBE-SHA1-2DES",
                "-provider legacy -provider default -v1 PBE-SHA1-RC2-40",
                "-provider legacy -provider default -v1 PBE-SHA1-RC2-128",
                "-provider legacy -provider default -v1 PBE-SHA1-RC4-128",
                "-provider legacy -provider default -v1 PBE-MD5-DES",
                "-provider legacy -provider default -v1 PBE-SHA1-DES")) {
            for (String form : List.of("PEM", "DER")) {
                String file = "encrypted" + encrypted.size();
                openssl.run(
                        "pkcs8 -topk8 " + scheme + " -passout $PASS -in key.pem -outform " + form + " -out " + file);
                encrypted.add(file);
            }
        }

        assertReads(openssl, List.of("key.pem", "pkcs8.der"), encrypted);
    }

    @Test
    void pkcs1() throws Exception {
        OpenSsl openssl = generate(RSA);
        openssl.run("rsa -traditional -in key.pem -out pkcs1.pem");
        openssl.run("rsa -traditional -in key.pem -outform DER -out pkcs1.der");
        openssl.run("rsa -in key.pem -text -traditional -out text.pem");
        List<String> encrypted = new ArrayList<>();
        for (String cipher : List.of("aes128", "aes192", "aes256", "des3")) {
            openssl.run("rsa -traditional -" + cipher + " -passout $PASS -in key.pem -out " + cipher + ".pem");
            encrypted.add(cipher + ".pem");
        }

        assertReads(openssl, List.of("pkcs1.pem", "pkcs1.der", "text.pem"), encrypted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prime256v1", "secp384r1", "secp521r1"})
    void sec1(String curve) throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        openssl.run("ecparam -name " + curve + " -genkey -out key.pem");
        openssl.run("ec -in key.pem -outform DER -out sec1.der");
        openssl.run("ec -in key.pem -no_public -out nopublic.pem");
        openssl.run("ec -in key.pem -aes256 -passout $PASS -out aes256.pem");
        openssl.run("ec -in key.pem -des3 -passout $PASS -out des3.pem");

        assertThat(Files.readString(folder.resolve("key.pem"))).contains("EC PARAMETERS", "EC PRIVATE KEY");
        assertReads(openssl, List.of("key.pem", "sec1.der", "nopublic.pem"), List.of("aes256.pem", "des3.pem"));
    }

    @ParameterizedTest
    @ValueSource(strings = {RSA, P256, "ED25519"})
    void pkcs12(String kind) throws Exception {
        OpenSsl openssl = generate(kind);
        openssl.run("req -new -x509 -key key.pem -subj /CN=p12 -addext subjectAltName=DNS:p12.test -out cert.pem");
        String export = "pkcs12 -export -inkey key.pem -in cert.pem -passout $PASS ";
        openssl.run(export + "-out modern.p12");
        openssl.run(export + "-legacy -out legacy.p12");
        openssl.run("pkcs12 -in modern.p12 -passin $PASS -nodes -out bags.pem");

        assertReads(openssl, List.of("bags.pem"), List.of("modern.p12", "legacy.p12"));
        Path file = folder.resolve("modern.p12");
        SecureFiles.write(file, Files.readAllBytes(file));
        assertThat(CertificateBundle.readPkcs12(file, OpenSsl.PASSPHRASE).names())
                .isEqualTo(CertificateBundle.parse(Files.readString(folder.resolve("bags.pem")))
                        .names())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X25519", "ED448", "DSA", "EC -pkeyopt ec_paramgen_curve:secp256k1"})
    void otherKindsAreRefusedByName(String kind) throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        if (kind.equals("DSA")) {
            openssl.run("genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -out parameters.pem");
            openssl.run("genpkey -paramfile parameters.pem -out key.pem");
        } else {
            openssl.run("genpkey -algorithm " + kind + " -out key.pem");
        }

        PrivateKeysTest.assertReason(() -> PrivateKeys.parse(bytes("key.pem")), Reason.UNSUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {RSA, P256, P384, "ED25519"})
    void opensslReadsWhatWeWrite(String kind) throws Exception {
        OpenSsl openssl = generate(kind);
        PrivateKey key = PrivateKeys.parse(bytes("key.pem"));
        Files.writeString(folder.resolve("ours.pem"), PrivateKeys.toEncryptedPem(key, OpenSsl.PASSPHRASE));
        openssl.run("pkey -in ours.pem -passin $PASS -pubout -outform DER -out public.der");

        assertThat(bytes("public.der")).isEqualTo(PrivateKeys.publicKeyOf(key).getEncoded());
    }

    private OpenSsl generate(String kind) throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        openssl.run("genpkey -algorithm " + kind + " -out key.pem");
        return openssl;
    }

    private void assertReads(OpenSsl openssl, List<String> clear, List<String> encrypted) throws Exception {
        openssl.run("pkey -in key.pem -pubout -outform DER -out public.der");
        byte[] expected = bytes("public.der");
        for (String file : clear) {
            PrivateKey key = PrivateKeys.parse(bytes(file));
            assertThat(PrivateKeys.publicKeyOf(key).getEncoded()).as(file).isEqualTo(expected);
        }
        for (String file : encrypted) {
            PrivateKey key = PrivateKeys.parse(bytes(file), OpenSsl.PASSPHRASE);
            assertThat(PrivateKeys.publicKeyOf(key).getEncoded()).as(file).isEqualTo(expected);
            PrivateKeysTest.assertReason(() -> PrivateKeys.parse(bytes(file)), Reason.PASSPHRASE_MISSING);
            PrivateKeysTest.assertReason(
                    () -> PrivateKeys.parse(bytes(file), Secret.ofText("wrong")), Reason.PASSPHRASE_WRONG);
        }
    }

    private byte[] bytes(String file) throws Exception {
        return Files.readAllBytes(folder.resolve(file));
    }
}
