package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.contract.SecondJvm;
import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while a deploy hook runs: the next start runs that hook once more, and no other. */
@Timeout(120)
class KilledHookIT {
    private static final int HTTP_PORT = LoopbackPorts.free();
    private static final CertificateRequest SHOP = CertificateRequest.forNames("shop.example.test");

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().http01Port(HTTP_PORT).build();

    @TempDir
    Path folder;

    @Test
    void hookThatWasCutShortRunsAgainAndOneThatWasDoneDoesNot() throws IOException {
        Files.writeString(folder.resolve("https.pem"), CA.httpsTrustPem());
        Path runs = folder.resolve("runs");
        try (SecondJvm killed =
                SecondJvm.start(LooksAfter.class, CA.directory().toString(), folder.toString(), "" + HTTP_PORT)) {
            killed.await(LooksAfter.IN_THE_HOOK);
        }
        assertThat(runs).content().isEqualTo("first\n");

        Deployed hook = new Deployed();
        try (Certificates next = LooksAfter.builder(CA.directory(), folder, HTTP_PORT)
                .deploy("second", hook)
                .build()) {
            assertThat(next.runDue().failed()).isEmpty();
            assertThat(next.runDue().failed()).isEmpty();
        }

        assertThat(runs).content().as("it was done").isEqualTo("first\n");
        assertThat(hook.times).as("once more, and then never").isEqualTo(1);
        assertThat(CA.requests(AcmeResource.NEW_ORDER)).hasSize(1);
    }

    private static final class Deployed implements DeployHook {
        int times;

        @Override
        public void deploy(Deployment deployment) {
            times++;
        }
    }

    /** The program that is killed. */
    static final class LooksAfter {
        static final String IN_THE_HOOK = "in the hook";

        private LooksAfter() {}

        /** Takes the CA's directory, the folder with everything, and the port of http-01. */
        public static void main(String[] args) {
            try (Certificates certs = builder(URI.create(args[0]), Path.of(args[1]), Integer.parseInt(args[2]))
                    .deploy("second", deployment -> {
                        System.out.println(IN_THE_HOOK);
                        new CountDownLatch(1).await();
                    })
                    .build()) {
                certs.runDue();
            }
        }

        static CertificatesBuilder builder(URI directory, Path folder, int port) {
            return Certificates.builder(AcmeDirectory.of(directory)
                            .trusting(CertificateBundle.read(folder.resolve("https.pem"))
                                    .leaf()))
                    .account(AccountKey.file(folder.resolve("account.pem")))
                    .agreeToTerms()
                    .store(CertificateStore.directory(folder.resolve("store")))
                    .solver(Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
                    .manage(SHOP)
                    .deploy(
                            "first",
                            DeployHook.command(
                                    "/bin/sh",
                                    "-c",
                                    "echo first >> \"$0\"",
                                    folder.resolve("runs").toString()));
        }
    }
}
