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
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Folders that real certbot and lego made, brought into a store; and their accounts, which go on. */
class ForeignImportIT {
    private static final Map<ForeignClients, Theirs> MADE = new EnumMap<>(ForeignClients.class);

    @TempDir
    static Path folders;

    @TempDir
    Path temporary;

    /**
     * What a client makes.
     *
     * @param serials of the certificate that it obtains, and renews if it keeps versions, when it is done
     */
    private record Theirs(AcmeServer ca, int httpPort, Path folder, CompletableFuture<List<String>> serials) {}

    /** Each client at a CA of its own, all at once: they mostly wait. */
    @BeforeAll
    static void letThemObtain() throws IOException {
        for (ForeignClients client : ForeignClients.values()) {
            if (client.isInstalled()) {
                int httpPort = LoopbackPorts.free();
                AcmeServer ca = AcmeServer.builder().http01Port(httpPort).start();
                Path folder = Files.createDirectory(folders.resolve(client.name()));
                CompletableFuture<List<String>> serials = new CompletableFuture<>();
                Thread thread = new Thread(
                        () -> serials.completeAsync(() -> obtain(client, ca, httpPort, folder), Runnable::run),
                        client.name());
                thread.setDaemon(true);
                thread.start();
                MADE.put(client, new Theirs(ca, httpPort, folder, serials));
            }
        }
    }

    @AfterAll
    static void stop() {
        MADE.values().forEach(theirs -> theirs.ca().close());
    }

    private static List<String> obtain(ForeignClients client, AcmeServer ca, int httpPort, Path folder) {
        String[] shop = {"shop.example.test", "www.example.test"};
        client.obtain(ca, folder, httpPort, List.of(), shop);
        List<String> serials =
                new ArrayList<>(List.of(served(client, folder, shop[0]).serialNumber()));
        client.obtain(ca, folder, httpPort, List.of(), "api.example.test");
        if (client.isCertbot()) {
            client.obtain(ca, folder, httpPort, List.of("--force-renewal"), shop);
            serials.add(served(client, folder, shop[0]).serialNumber());
        }
        return serials;
    }

    @ParameterizedTest
    @EnumSource
    void certificatesVersionsAndAccountMoveIn(ForeignClients client) throws IOException {
        client.require();
        Theirs made = Objects.requireNonNull(MADE.get(client));
        Path theirs = made.folder();
        List<String> serials = made.serials().join();
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

        accountGoesOn(made, report, store);
    }

    /** The good certificate is not ordered again, the next one is, and no account is made. */
    private static void accountGoesOn(Theirs made, ImportReport report, CertificateStore store) {
        AcmeServer ca = made.ca();
        assertThat(report.accounts()).hasSize(1);
        ImportedAccount account = report.accounts().get(0);
        account.directory().ifPresent(uri -> assertThat(uri).isEqualTo(ca.directory()));
        int orders = ca.requests(AcmeResource.NEW_ORDER).size();
        int accounts = ca.requests(AcmeResource.NEW_ACCOUNT).size();
        Certificates certificates = Certificates.builder(
                        AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()))
                .account(account.key())
                .agreeToTerms()
                .store(store)
                .solver(Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), made.httpPort())))
                .build();

        CertificateRequest shop = CertificateRequest.forNames("shop.example.test", "www.example.test")
                .keyType(KeyTypes.of(store.current("shop.example.test")
                                .orElseThrow()
                                .leaf()
                                .getPublicKey())
                        .orElseThrow());
        certificates.obtain(shop);
        assertThat(ca.requests(AcmeResource.NEW_ORDER)).hasSize(orders);
        certificates.renew("shop.example.test");
        assertThat(ca.requests(AcmeResource.NEW_ORDER)).hasSize(orders + 1);
        List<AcmeRequest> registrations = ca.requests(AcmeResource.NEW_ACCOUNT);
        assertThat(registrations.subList(accounts, registrations.size()))
                .as("not asked for where it was written down, and in no case made")
                .hasSize(account.directory().isPresent() ? 0 : 1)
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
