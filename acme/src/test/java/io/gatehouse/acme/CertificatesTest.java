package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.acme.dns01.Dns01Solver;
import io.gatehouse.acme.dns01.PropagationTimeoutException;
import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.RevocationReason;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.testkit.AcmeRequest;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.DnsServer;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.MovableClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole path, from request to stored certificate, against a strict CA and an authoritative DNS in this JVM. */
class CertificatesTest {
    private static final CertificateRequest WILDCARD = CertificateRequest.forNames("example.test", "*.example.test");
    private static final CertificateRequest SHOP = CertificateRequest.forNames("shop.example.test");

    @TempDir
    Path folder;

    private final MovableClock clock = MovableClock.stoppedNow();
    private final int httpPort = LoopbackPorts.free();
    private DnsServer dns;
    private AcmeServer ca;

    @BeforeEach
    void start() {
        dns = DnsServer.withZone("example.test").start();
        ca = AcmeServer.builder().dns(dns).http01Port(httpPort).clock(clock).start();
    }

    @AfterEach
    void stop() {
        ca.close();
        dns.close();
    }

    private CertificatesBuilder builder() {
        return Certificates.builder(AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()))
                .account(AccountKey.file(folder.resolve("account.pem")))
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("store")))
                .clock(clock);
    }

    private Certificates overDns() {
        return builder().solver(dns01().build()).build();
    }

    private Dns01Solver.Builder dns01() {
        return Dns01Solver.builder(DnsProviders.named("rfc2136", dns.rfc2136Settings()))
                .resolver(dns.address())
                .authoritativePort(dns.address().getPort())
                .pollInterval(Duration.ofMillis(20));
    }

    private Certificates overHttp() {
        return builder()
                .solver(Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort)))
                .build();
    }

    private int orders() {
        return ca.requests(AcmeResource.NEW_ORDER).size();
    }

    @Test
    void nameAndWildcardAreObtainedOverDns() throws Exception {
        CertificateBundle bundle = overDns().obtain(WILDCARD);

        assertThat(bundle.names())
                .containsExactlyInAnyOrder(DomainName.of("example.test"), DomainName.of("*.example.test"));
        assertThat(bundle.leaf().getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(bundle.chain()).hasSize(2);
        bundle.chain().get(1).verify(ca.rootCertificate().getPublicKey());
        assertThat(dns.txt("_acme-challenge.example.test")).isEmpty();
        // One batch that adds both values, one that deletes both.
        assertThat(dns.updates()).hasSize(2);
    }

    @Test
    void whatIsObtainedIsInTheStoreForOtherPrograms() throws Exception {
        CertificateBundle bundle = overHttp().obtain(SHOP);

        Path live = folder.resolve("store/live/shop.example.test");
        assertThat(live.resolve("cert.pem")).hasContent(bundle.certificatePem());
        assertThat(live.resolve("chain.pem")).hasContent(bundle.chainPem());
        assertThat(live.resolve("fullchain.pem")).hasContent(bundle.fullchainPem());
        assertThat(Files.getPosixFilePermissions(live.resolve("privkey.pem")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(CertificateBundle.read(live.resolve("fullchain.pem"), live.resolve("privkey.pem"))
                        .fingerprint())
                .isEqualTo(bundle.fingerprint());
    }

    @Test
    void severalSolversShareAnOrder() {
        Certificates certs = builder()
                .solver(Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort)))
                .solver(dns01().build())
                .build();

        CertificateBundle bundle = certs.obtain(CertificateRequest.forNames("shop.example.test", "*.example.test"));

        assertThat(bundle.names()).hasSize(2);
        assertThat(dns.updates()).hasSize(2);
    }

    @Test
    void accountIsFoundAgainByItsKey() {
        overDns().obtain(WILDCARD);
        CertificateStore store = CertificateStore.directory(folder.resolve("store"));
        store.states(StateKind.ACCOUNT).forEach(name -> store.removeState(StateKind.ACCOUNT, name));
        overDns().renew(WILDCARD);

        assertThat(ca.requests(AcmeResource.NEW_ACCOUNT))
                .extracting(AcmeRequest::status)
                .containsExactly(201, 200);
    }

    @Test
    void directoryIsFetchedOnce() {
        Certificates certs = overDns();
        certs.obtain(WILDCARD);
        certs.renew(WILDCARD);

        assertThat(ca.requests(AcmeResource.DIRECTORY)).hasSize(1);
    }

    @Test
    void goodCertificateIsNotOrderedAgain() {
        CertificateBundle first = overDns().obtain(WILDCARD);
        CertificateBundle second = overDns().obtain(WILDCARD);

        assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
        assertThat(orders()).isEqualTo(1);
    }

    @Test
    void certificateIsRenewedWhenAThirdOfItsLifeIsLeft() {
        Certificates certs = overDns();
        CertificateBundle first = certs.obtain(WILDCARD);
        Duration life = Duration.between(first.notBefore(), first.notAfter());

        clock.advance(Duration.between(
                clock.instant(), first.notAfter().minus(life.dividedBy(3)).minusSeconds(60)));
        assertThat(certs.obtain(WILDCARD).fingerprint()).isEqualTo(first.fingerprint());

        clock.advance(Duration.ofMinutes(2));
        CertificateBundle second = certs.obtain(WILDCARD);
        assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(second.leaf().getPublicKey()).isNotEqualTo(first.leaf().getPublicKey());
    }

    @Test
    void failedRenewalServesOnWhatIsValidAndRenewThrows() {
        Certificates certs = overDns();
        CertificateBundle first = certs.obtain(WILDCARD);
        clock.advance(Duration.ofDays(61));
        ca.rejectIdentifier("*.example.test");

        assertThat(certs.obtain(WILDCARD).fingerprint()).isEqualTo(first.fingerprint());
        assertThatExceptionOfType(AcmeRefusedException.class).isThrownBy(() -> certs.renew(WILDCARD));

        clock.advance(Duration.ofDays(30));
        assertThatExceptionOfType(AcmeRefusedException.class)
                .as("once it has expired there is nothing to serve")
                .isThrownBy(() -> certs.obtain(WILDCARD));
    }

    @Test
    void otherNamesOrAnotherKeyTypeAreOrderedAnew() {
        Certificates certs = overDns();
        certs.obtain(SHOP);

        CertificateBundle wider = certs.obtain(CertificateRequest.forNames("shop.example.test", "www.example.test")
                .name(SHOP.name()));
        assertThat(wider.names()).hasSize(2);

        CertificateBundle rsa = certs.obtain(SHOP.keyType(KeyType.RSA_2048));
        assertThat(rsa.leaf().getPublicKey().getAlgorithm()).isEqualTo("RSA");
        assertThat(orders()).isEqualTo(3);
    }

    @Test
    void certificateIsRenewedByItsNameWithItsNamesAndKeyType() {
        Certificates certs = overDns();
        certs.obtain(WILDCARD.keyType(KeyType.EC_P384));

        CertificateBundle renewed = certs.renew("example.test");

        assertThat(renewed.names()).hasSize(2);
        assertThat(KeyTypes.of(renewed.leaf().getPublicKey())).contains(KeyType.EC_P384);
        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> certs.renew("nobody"))
                .withMessageContaining("[example.test]");
    }

    @Test
    void refusedNonceIsTriedAgain() {
        Certificates certs = overDns();
        ca.badNonceOnce();

        assertThatNoException().isThrownBy(() -> certs.obtain(WILDCARD));
    }

    @Test
    void refusalQuotesTheCaAndNamesARemedy() {
        ca.rejectIdentifier("*.example.test");

        AcmeRefusedException refused =
                catchThrowableOfType(AcmeRefusedException.class, () -> overDns().obtain(WILDCARD));

        assertThat(refused.problem().kind()).isEqualTo("rejectedIdentifier");
        assertThat(refused)
                .hasMessageContaining("an order for example.test, *.example.test")
                .hasMessageContaining("choose another CA")
                .hasMessageNotContaining("\n");
        assertThat(dns.updates()).isEmpty();
        assertThat(folder.resolve("store/live/example.test")).doesNotExist();
    }

    @Test
    void rateLimitCarriesTheTimeToWait() {
        ca.rateLimitOnce(AcmeResource.NEW_ORDER, Duration.ofSeconds(90));

        AcmeRefusedException limited =
                catchThrowableOfType(AcmeRefusedException.class, () -> overDns().obtain(WILDCARD));

        assertThat(limited.problem().kind()).isEqualTo("rateLimited");
        assertThat(limited.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(90));
    }

    @Test
    void failedValidationNamesEveryFailureAndCleansUp() throws Exception {
        Path root = Files.createDirectory(folder.resolve("webroot"));
        // Nobody serves that folder, so the CA finds no one at the port.
        Certificates certs = builder().solver(Http01Solver.webroot(root)).build();

        AuthorizationFailedException failed = catchThrowableOfType(
                AuthorizationFailedException.class,
                () -> certs.obtain(CertificateRequest.forNames("shop.example.test", "www.example.test")));

        assertThat(failed.failures()).containsOnlyKeys("shop.example.test", "www.example.test");
        assertThat(failed).hasMessageContaining("port 80");
        try (Stream<Path> left = Files.walk(root)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void recordsAreTakenAwayWhenTheWaitForThemFails() {
        try (DnsServer secondary = DnsServer.withZone("example.test").start()) {
            Certificates certs = builder()
                    .solver(dns01().authoritativeServers(dns.address(), secondary.address())
                            .timeout(Duration.ofMillis(100))
                            .build())
                    .build();

            assertThatExceptionOfType(PropagationTimeoutException.class).isThrownBy(() -> certs.obtain(WILDCARD));

            assertThat(dns.txt("_acme-challenge.example.test")).isEmpty();
            assertThat(dns.updates()).hasSize(2);
        }
    }

    @Test
    void keyOfAnOrderThatFailedIsUsedByTheNext() throws Exception {
        Certificates certs = overDns();
        ca.rateLimitOnce(AcmeResource.FINALIZE, Duration.ofSeconds(1));
        assertThatExceptionOfType(AcmeRefusedException.class).isThrownBy(() -> certs.obtain(WILDCARD));
        Path staged = folder.resolve("store/archive/example.test/privkey-staged.pem");
        String key = Files.readString(staged);

        certs.obtain(WILDCARD);

        assertThat(folder.resolve("store/live/example.test/privkey.pem")).hasContent(key);
        assertThat(staged).doesNotExist();
    }

    @Test
    void wildcardWithoutDnsSolverIsExplained() {
        assertThatExceptionOfType(ChallengeSolverException.class)
                .isThrownBy(() -> overHttp().obtain(WILDCARD))
                .withMessageContaining("*.example.test")
                .withMessageContaining("A wildcard needs dns-01");
    }

    @Test
    void storeThatCannotBeWrittenCostsNoOrder() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Certificates certs = builder()
                .store(CertificateStore.directory(file.resolve("store")))
                .solver(dns01().build())
                .build();

        assertThatExceptionOfType(CertificateStoreException.class)
                .isThrownBy(() -> certs.obtain(WILDCARD))
                .withMessageContaining(file.toString());
        assertThat(ca.requests()).isEmpty();
    }

    @Test
    void revokedCertificateIsOnTheListAndOrderedAnew() {
        Certificates certs = overDns();
        CertificateBundle first = certs.obtain(WILDCARD);

        certs.revoke("example.test", RevocationReason.SUPERSEDED);

        assertThat(ca.crl().isRevoked(first.leaf())).isTrue();
        assertThat(certs.obtain(WILDCARD).fingerprint()).isNotEqualTo(first.fingerprint());
        assertThatExceptionOfType(AcmeRefusedException.class)
                .isThrownBy(() -> certs.revoke(first.leaf(), RevocationReason.SUPERSEDED))
                .satisfies(refused -> assertThat(refused.problem().kind()).isEqualTo("alreadyRevoked"));
    }

    @Test
    void oneNameIsOrderedOnceAndOthersBesideIt() throws Exception {
        Certificates certs = overDns();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<CertificateBundle>> calls = Stream.of("a", "b", "a", "c", "a", "b", "c", "a")
                    .map(name -> CertificateRequest.forNames(name + ".example.test"))
                    .map(request -> (Callable<CertificateBundle>) () -> certs.obtain(request))
                    .toList();
            Set<String> certificates = threads.invokeAll(calls).stream()
                    .map(CertificatesTest::result)
                    .map(CertificateBundle::fingerprint)
                    .collect(Collectors.toSet());

            assertThat(certificates).hasSize(3);
            assertThat(orders()).isEqualTo(3);
        } finally {
            threads.shutdownNow();
        }
    }

    private static CertificateBundle result(Future<CertificateBundle> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void buildReportsEveryProblem() {
        InvalidModelException invalid = catchThrowableOfType(
                InvalidModelException.class,
                () -> Certificates.builder(AcmeDirectory.letsEncryptStaging())
                        .contact("not an address")
                        .timeout(Duration.ZERO)
                        .build());

        assertThat(invalid.problems())
                .extracting(problem -> problem.field())
                .containsExactly("contact", "account", "store", "solver", "timeout");
    }
}
