package io.gatehouse.core.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.Identifier;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What our authority issues, judged by a real openssl. */
class CertificateAuthorityOpenSslIT {
    @TempDir
    Path folder;

    @BeforeAll
    static void requireOpenSsl() {
        OpenSsl.require();
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"RSA_2048", "EC_P256", "EC_P384", "ED25519"})
    void chainsVerifyStrictly(KeyType type) throws Exception {
        CertificateAuthority root =
                CertificateAuthority.builder("Root").keyType(type).build();
        CertificateAuthority intermediate = root.intermediate("Intermediate");
        CertificateBundle server = intermediate
                .server("a.test", "*.b.test", "192.0.2.1", "2001:db8::1")
                .keyType(type)
                .issue();
        CertificateBundle client = intermediate.client("agent").keyType(type).issue();
        Files.writeString(folder.resolve("root.pem"), root.certificatePem());
        Files.writeString(folder.resolve("chain.pem"), server.chainPem());
        Files.writeString(folder.resolve("server.pem"), server.certificatePem());
        Files.writeString(folder.resolve("client.pem"), client.certificatePem());
        OpenSsl openssl = new OpenSsl(folder);
        String verify = "verify -x509_strict -CAfile root.pem -untrusted chain.pem ";

        openssl.run(verify + "-purpose sslserver -verify_hostname a.test server.pem");
        openssl.run(verify + "-purpose sslserver -verify_hostname x.b.test server.pem");
        openssl.run(verify + "-purpose sslserver -verify_ip 192.0.2.1 server.pem");
        openssl.run(verify + "-purpose sslserver -verify_ip 2001:db8::1 server.pem");
        openssl.run(verify + "-purpose sslclient client.pem");
        assertThat(openssl.execute(verify + "-purpose sslserver client.pem")).endsWith("exit 2");
        assertThat(openssl.execute(verify + "-verify_hostname c.test server.pem"))
                .endsWith("exit 2");
    }

    @Test
    void revocationListsAreObeyed() throws Exception {
        CertificateAuthority root = CertificateAuthority.create("Root");
        CertificateBundle good = root.server("good.test").issue();
        CertificateBundle bad = root.server("bad.test").issue();
        root.revoke(bad.leaf(), RevocationReason.KEY_COMPROMISE);
        Files.writeString(folder.resolve("root.pem"), root.certificatePem());
        Files.writeString(folder.resolve("root.crl"), root.crlPem());
        Files.writeString(folder.resolve("good.pem"), good.certificatePem());
        Files.writeString(folder.resolve("bad.pem"), bad.certificatePem());
        OpenSsl openssl = new OpenSsl(folder);
        String verify = "verify -x509_strict -crl_check -CAfile root.pem -CRLfile root.crl ";

        openssl.run(verify + "good.pem");
        assertThat(openssl.execute(verify + "bad.pem"))
                .contains("certificate revoked")
                .endsWith("exit 2");
    }

    @Test
    void opensslRequestsAreSigned() throws Exception {
        OpenSsl openssl = new OpenSsl(folder);
        for (String key : new String[] {"rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-256", "ed25519"}) {
            openssl.run("req -new -newkey " + key + " -nodes -keyout key.pem -subj /CN=a.test"
                    + " -addext subjectAltName=DNS:a.test,DNS:*.b.test,IP:192.0.2.9 -outform DER -out csr.der");
            CertificateBundle issued = CertificateAuthority.create("Root")
                    .fromRequest(Files.readAllBytes(folder.resolve("csr.der")))
                    .issue();

            assertThat(issued.names()).extracting(Identifier::text).containsExactly("a.test", "*.b.test", "192.0.2.9");
            assertThat(CertificateBundle.of(
                                    issued.chain(), PrivateKeys.parse(Files.readString(folder.resolve("key.pem"))))
                            .hasPrivateKey())
                    .isTrue();
        }
    }
}
