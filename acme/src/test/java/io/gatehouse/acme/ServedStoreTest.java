package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a service that starts serves of the certificates in its folder. */
@DisabledOnOs(OS.WINDOWS)
class ServedStoreTest {
    private static final int CERTIFICATES = 200;
    private static final CertificateAuthority CA =
            CertificateAuthority.create("Root").intermediate("Intermediate");

    @TempDir
    Path folder;

    @Test
    void certificatesAreServedInTheOrderOfTheirNames() {
        List<String> names = IntStream.range(0, CERTIFICATES)
                .mapToObj("host-%03d.example.test"::formatted)
                .toList();
        CertificateStore store = CertificateStore.directory(folder);
        names.forEach(name -> store.commit(name, CA.server(name).issue()));

        X509ExtendedKeyManager served = served();

        assertThat(served.getServerAliases("EC", null))
                .extracting(alias -> served.getCertificateChain(alias)[0])
                .extracting(leaf -> leaf.getSubjectX500Principal().getName())
                .containsExactlyElementsOf(
                        names.stream().map(name -> "CN=" + name).toList());
    }

    @Test
    void intermediateIsHeldOnceForAllCertificates() {
        CertificateStore store = CertificateStore.directory(folder);
        List.of("a", "b", "c")
                .forEach(name ->
                        store.commit(name, CA.server(name + ".example.test").issue()));

        X509ExtendedKeyManager served = served();

        X509Certificate[] intermediates = Arrays.stream(served.getServerAliases("EC", null))
                .map(alias -> served.getCertificateChain(alias)[1])
                .toArray(X509Certificate[]::new);
        assertThat(intermediates).hasSize(3).allSatisfy(one -> assertThat(one).isSameAs(intermediates[0]));
    }

    @Test
    void certificateWhoseKeyFileWasSwappedIsNotServed() {
        CertificateStore store = CertificateStore.directory(folder);
        List.of("a", "b")
                .forEach(name ->
                        store.commit(name, CA.server(name + ".example.test").issue()));
        String other = PrivateKeys.toPem(PrivateKeys.generate(KeyType.EC_P256).getPrivate());
        SecureFiles.write(folder.resolve("archive/a/privkey1.pem"), other.getBytes(StandardCharsets.US_ASCII));

        X509ExtendedKeyManager served = served();

        assertThat(served.getServerAliases("EC", null))
                .extracting(alias -> served.getCertificateChain(alias)[0])
                .extracting(leaf -> leaf.getSubjectX500Principal().getName())
                .containsExactly("CN=b.example.test");
    }

    private X509ExtendedKeyManager served() {
        return Certificates.builder(AcmeDirectory.letsEncryptStaging())
                .account(AccountKey.of(PrivateKeys.generate(KeyType.EC_P256).getPrivate()))
                .store(CertificateStore.directory(folder))
                .solver(Http01Solver.webroot(folder))
                .build()
                .keyManager();
    }
}
