package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.contract.SecondJvm;
import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a store and want the same certificate at the same time: the CA sees one order. */
class TwoProcessesIT {
    private static final int HTTP_PORT = LoopbackPorts.free();
    private static final String NAME = "shop.example.test";

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().http01Port(HTTP_PORT).build();

    @TempDir
    Path folder;

    @Test
    void sameNameIsOrderedOnce() throws IOException {
        prepare();
        int ordersBefore = CA.requests(AcmeResource.NEW_ORDER).size();
        CertificateStore store = CertificateStore.directory(folder.resolve("store"));
        List<String> fingerprints = new ArrayList<>();
        // Held until both have asked, so that neither is done before the other begins.
        StoreLock gate = store.lock(NAME, Duration.ZERO);
        try (SecondJvm first = obtaining();
                SecondJvm second = obtaining()) {
            first.await(Obtains.ASKING);
            second.await(Obtains.ASKING);
            gate.close();
            fingerprints.add(first.line());
            fingerprints.add(second.line());
        } finally {
            gate.close();
        }

        assertThat(CA.requests(AcmeResource.NEW_ORDER)).hasSize(ordersBefore + 1);
        assertThat(fingerprints).containsOnly(store.current(NAME).orElseThrow().fingerprint());
        assertThat(store.versions(NAME)).hasSize(1);
    }

    @Test
    void processThatIsKilledInTheMiddleHoldsNobodyUp() throws IOException {
        prepare();
        CertificateStore store = CertificateStore.directory(folder.resolve("store"));
        try (SecondJvm killed = obtaining()) {
            killed.await(Obtains.ASKING);
        }
        try (SecondJvm next = obtaining()) {
            next.await(Obtains.ASKING);
            assertThat(next.line()).isEqualTo(store.current(NAME).orElseThrow().fingerprint());
        }
    }

    /** What both processes need; made before them, for an account key is made once. */
    private void prepare() throws IOException {
        Files.writeString(folder.resolve("https.pem"), CA.httpsTrustPem());
        Files.createFile(
                folder.resolve("account.pem"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                folder.resolve("account.pem"),
                PrivateKeys.toPem(PrivateKeys.generate(KeyType.EC_P256).getPrivate()));
    }

    private SecondJvm obtaining() throws IOException {
        return SecondJvm.start(Obtains.class, CA.directory().toString(), folder.toString(), String.valueOf(HTTP_PORT));
    }

    /** The program of the other JVMs. */
    static final class Obtains {
        static final String ASKING = "asking";

        private Obtains() {}

        /** Takes the CA's directory, the folder with everything, and the port of http-01. */
        public static void main(String[] args) {
            Path folder = Path.of(args[1]);
            Certificates certificates = Certificates.builder(AcmeDirectory.of(URI.create(args[0]))
                            .trusting(CertificateBundle.read(folder.resolve("https.pem"))
                                    .leaf()))
                    .account(AccountKey.file(folder.resolve("account.pem")))
                    .agreeToTerms()
                    .store(CertificateStore.directory(folder.resolve("store")))
                    .solver(Http01Solver.listen(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[2]))))
                    .build();
            System.out.println(ASKING);
            System.out.println(
                    certificates.obtain(CertificateRequest.forNames(NAME)).fingerprint());
        }
    }
}
