package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.AcmeRequest;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Folders that real certbot and lego made, brought into a store; and their accounts, which go on. */
class ForeignImportIT {
    private static final int HTTP_PORT = LoopbackPorts.free();

    @RegisterExtension
    static final AcmeServer CA = AcmeServer.builder().http01Port(HTTP_PORT).build();

    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource
    void certificatesVersionsAndAccountMoveIn(ForeignClients client) throws IOException {
        client.require();
        Path theirs = Files.createDirectory(temporary.resolve("theirs"));
        client.obtain(CA, theirs, HTTP_PORT, List.of(), "shop.example.test", "www.example.test");
        CertificateBundle first = served(client, theirs, "shop.example.test");
        client.obtain(CA, theirs, HTTP_PORT, List.of(), "api.example.test");
        List<String> serials = new ArrayList<>(List.of(first.serialNumber()));
        if (client.isCertbot()) {
            client.obtain(CA, theirs, HTTP_PORT, List.of("--force-renewal"), "shop.example.test", "www.example.test");
            serials.add(served(client, theirs, "shop.example.test").serialNumber());
        }
        Map<String, String> before = contents(theirs);

        CertificateStore store = CertificateStore.directory(temporary.resolve("ours"));
        ImportReport report = importFrom(client, theirs, store);

        assertThat(report.problems()).isEmpty();
        assertThat(report.certificates()).containsExactly("api.example.test", "shop.example.test");
        assertThat(store.names()).containsExactly("api.example.test", "shop.example.test");
        assertThat(store.versions("shop.example.test"))
                .extracting(CertificateVersion::serial)
                .containsExactlyElementsOf(serials);
        CertificateBundle served = served(client, theirs, "shop.example.test");
        CertificateBundle current = store.current("shop.example.test").orElseThrow();
        assertThat(current.chain()).isEqualTo(served.chain());
        assertThat(current.privateKey()).isEqualTo(served.privateKey());
        assertThat(contents(theirs)).as("their folder is left alone").isEqualTo(before);

        // Once more changes nothing.
        assertThat(importFrom(client, theirs, store).problems()).isEmpty();
        assertThat(store.versions("shop.example.test")).hasSize(serials.size());

        accountGoesOn(report, store);
    }

    /** The good certificate is not ordered again, the next one is, and no account is made. */
    private static void accountGoesOn(ImportReport report, CertificateStore store) {
        assertThat(report.accounts()).hasSize(1);
        ImportedAccount account = report.accounts().get(0);
        account.directory().ifPresent(uri -> assertThat(uri).isEqualTo(CA.directory()));
        int orders = CA.requests(AcmeResource.NEW_ORDER).size();
        int accounts = CA.requests(AcmeResource.NEW_ACCOUNT).size();
        Certificates certificates = Certificates.builder(
                        AcmeDirectory.of(CA.directory()).trusting(CA.httpsTrust()))
                .account(account.key())
                .agreeToTerms()
                .store(store)
                .solver(Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), HTTP_PORT)))
                .build();

        CertificateRequest shop = CertificateRequest.forNames("shop.example.test", "www.example.test")
                .keyType(KeyTypes.of(store.current("shop.example.test")
                                .orElseThrow()
                                .leaf()
                                .getPublicKey())
                        .orElseThrow());
        certificates.obtain(shop);
        assertThat(CA.requests(AcmeResource.NEW_ORDER)).hasSize(orders);
        certificates.renew("shop.example.test");
        assertThat(CA.requests(AcmeResource.NEW_ORDER)).hasSize(orders + 1);
        List<AcmeRequest> registrations = CA.requests(AcmeResource.NEW_ACCOUNT);
        assertThat(registrations.subList(accounts, registrations.size()))
                .as("found, not made")
                .allSatisfy(request -> assertThat(request.status()).isEqualTo(200));
    }

    private static ImportReport importFrom(ForeignClients client, Path theirs, CertificateStore store) {
        return client.isCertbot()
                ? CertbotFolder.open(theirs).importInto(store, Clock.systemUTC())
                : LegoFolder.open(theirs).importInto(store, Clock.systemUTC());
    }

    private static CertificateBundle served(ForeignClients client, Path theirs, String name) {
        return client.isCertbot()
                ? CertificateBundle.read(
                        theirs.resolve("live").resolve(name).resolve("fullchain.pem"),
                        theirs.resolve("live").resolve(name).resolve("privkey.pem"))
                : CertificateBundle.read(
                        theirs.resolve("certificates").resolve(name + ".crt"),
                        theirs.resolve("certificates").resolve(name + ".key"));
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                contents.put(
                        folder.relativize(file).toString(),
                        Files.isRegularFile(file) ? HexFormat.of().formatHex(Files.readAllBytes(file)) : "");
            }
        }
        return contents;
    }
}
