package io.gatehouse.acme;

import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProviders;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;

/** Obtains one certificate, as a properties file says; the program of a JVM that is to die at one of its writes. */
final class OrderUntilHalted {
    private OrderUntilHalted() {}

    /** Takes the properties file, the number of the write to halt at, and whether that write is done. */
    public static void main(String[] args) throws IOException {
        Properties settings = new Properties();
        try (InputStream in = new FileInputStream(args[0])) {
            settings.load(in);
        }
        CertificateStore store = CertificateStore.directory(Path.of(settings.getProperty("folder"), "store"));
        certificates(settings, new HaltingStore(store, Integer.parseInt(args[1]), Boolean.parseBoolean(args[2])))
                .obtain(request(settings));
    }

    static CertificateRequest request(Properties settings) {
        return CertificateRequest.forNames(settings.getProperty("names").split(","));
    }

    static Certificates certificates(Properties settings, CertificateStore store) {
        CertificateBundle trust = CertificateBundle.read(Path.of(settings.getProperty("trust")));
        return Certificates.builder(AcmeDirectory.of(URI.create(settings.getProperty("directory")))
                        .trusting(trust.leaf()))
                .account(AccountKey.file(Path.of(settings.getProperty("account"))))
                .agreeToTerms()
                .store(store)
                .solver(solver(settings))
                .build();
    }

    private static ChallengeSolver solver(Properties settings) {
        int port = Integer.parseInt(settings.getProperty("port"));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        if (settings.getProperty("tsig-key") == null) {
            return Http01Solver.listen(address);
        }
        return Dns01Solver.builder(DnsProviders.named(
                        "rfc2136",
                        Settings.builder()
                                .set("server", "127.0.0.1:" + port)
                                .set("tsig-key", settings.getProperty("tsig-key"))
                                .set("tsig-secret", Secret.ofText(settings.getProperty("tsig-secret")))
                                .build()))
                .resolver(address)
                .authoritativePort(port)
                .pollInterval(Duration.ofMillis(20))
                .build();
    }
}
