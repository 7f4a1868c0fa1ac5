package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSL, asked for everything it can find, names the error meant and no other. */
class TestCertificatesIT {
    private static final Pattern ERROR = Pattern.compile("(?m)^error (\\d+) at");

    private final TestCertificates certificates = TestCertificates.create();

    @TempDir
    Path folder;

    @Test
    void opensslFindsNothingWrongWithTheGoodOnes() throws Exception {
        CrossSignedCertificate crossed = certificates.crossSigned();

        assertThat(errors(certificates.valid())).isEmpty();
        assertThat(errors(certificates.longChain(40), "-purpose", "sslserver")).isEmpty();
        assertThat(errors(crossed.oldRoot(), crossed.toOldRoot())).isEmpty();
        assertThat(errors(crossed.newRoot(), crossed.toOldRoot())).isEmpty();
        assertThat(errors(crossed.newRoot(), crossed.toNewRoot())).isEmpty();
    }

    @Test
    void opensslNamesEachFaultAndNoOther() throws Exception {
        X509CRL before = certificates.crl();
        RevokedCertificate revoked = certificates.revoked();

        assertThat(errors(certificates.expired())).containsExactly(10);
        assertThat(errors(certificates.notYetValid())).containsExactly(9);
        assertThat(errors(certificates.wrongHost())).containsExactly(62);
        assertThat(errors(certificates.wrongKeyUsage())).containsExactly(26);
        assertThat(errors(certificates.wrongExtendedKeyUsage())).containsExactly(26);
        assertThat(errors(certificates.selfSigned())).containsExactly(18);
        assertThat(errors(certificates.weakKey())).containsExactly(66);
        assertThat(errors(certificates.weakSignature())).containsExactly(68);
        assertThat(errors(revoked.bundle(), withCrl(revoked.crl()))).containsExactly(23);
        assertThat(errors(revoked.bundle(), withCrl(before))).isEmpty();
        assertThat(errors(certificates.valid(), withCrl(revoked.crl()))).isEmpty();
    }

    @Test
    void opensslCountsTheLongChain() throws Exception {
        CertificateBundle chain = certificates.longChain(4);

        assertThat(errors(chain, "-verify_depth", "4")).isEmpty();
        assertThat(errors(chain, "-verify_depth", "3")).contains(22);
    }

    private String[] withCrl(X509CRL crl) throws IOException, CRLException {
        Path file = Files.writeString(folder.resolve("crl.pem"), Pem.encode("X509 CRL", crl.getEncoded()));
        return new String[] {"-crl_check", "-CRLfile", file.toString()};
    }

    private List<Integer> errors(CertificateBundle bundle, String... more) throws Exception {
        return errors(certificates.root(), bundle, more);
    }

    private List<Integer> errors(X509Certificate root, CertificateBundle bundle, String... more) throws Exception {
        Path leaf = Files.writeString(folder.resolve("leaf.pem"), bundle.certificatePem());
        List<String> arguments = new ArrayList<>(List.of(
                "verify",
                "-x509_strict",
                "-auth_level",
                "2",
                "-purpose",
                "sslserver",
                "-verify_hostname",
                "localhost"));
        arguments.addAll(List.of(
                "-no-CApath", "-no-CAstore", "-CAfile", pem("root.pem", root).toString()));
        if (!bundle.intermediates().isEmpty()) {
            Path chain = Files.writeString(folder.resolve("chain.pem"), bundle.chainPem());
            arguments.addAll(List.of("-untrusted", chain.toString()));
        }
        arguments.addAll(List.of(more));
        arguments.add(leaf.toString());
        PeerResult result = Peer.require("openssl").run(arguments.toArray(String[]::new));
        List<Integer> errors = ERROR.matcher(result.output())
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .toList();
        assertThat(result.exitCode() == 0).as(result.output()).isEqualTo(errors.isEmpty());
        return errors;
    }

    private Path pem(String name, X509Certificate certificate) throws IOException, CertificateEncodingException {
        return Files.writeString(folder.resolve(name), Pem.encode("CERTIFICATE", certificate.getEncoded()));
    }
}
