package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.MovableClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Renews one certificate in a store on a file system of its own, small and writable at first, that then fills up or turns
 * read-only: the program of a JVM that may mount. It ends with an error unless everything went as it should.
 */
final class RenewalOnFailingDisk {
    private static final CertificateRequest SHOP = CertificateRequest.forNames("shop.example.test");
    private static final int PAGE = 4096;
    private static final int MOST_PAGES = 64;

    private final MovableClock clock;
    private final List<CertificateEvent> events = new CopyOnWriteArrayList<>();
    private final Path disk;
    private final CertificateStore store;
    private final AcmeServer ca;
    private final Certificates certs;
    private final X509ExtendedKeyManager served;
    private final CertificateBundle first;

    private RenewalOnFailingDisk(Path disk, Path account, int httpPort, AcmeServer ca, MovableClock clock) {
        this.clock = clock;
        this.disk = disk;
        this.store = CertificateStore.directory(disk.resolve("store"));
        this.ca = ca;
        this.certs = Certificates.builder(AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()))
                .account(AccountKey.file(account))
                .agreeToTerms()
                .store(store)
                .solver(Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort)))
                .clock(clock)
                .manage(SHOP)
                .onEvent(events::add)
                .build();
        assertThat(certs.runDue().issued()).containsExactly(SHOP.name());
        this.first = store.current(SHOP.name()).orElseThrow();
        this.served = certs.keyManager();
        clock.set(last(CertificateEvent.RenewalPlanned.class).at().plusSeconds(1));
    }

    /** Takes {@code full} or {@code read-only}, the folder where the file system is, and the file of the account's key. */
    public static void main(String[] args) throws Exception {
        MovableClock clock = MovableClock.stoppedNow();
        int httpPort = LoopbackPorts.free();
        try (AcmeServer ca =
                AcmeServer.builder().http01Port(httpPort).clock(clock).start()) {
            RenewalOnFailingDisk renewal =
                    new RenewalOnFailingDisk(Path.of(args[1]), Path.of(args[2]), httpPort, ca, clock);
            try (renewal.certs) {
                if (args[0].equals("full")) {
                    renewal.fillUp();
                } else {
                    renewal.turnReadOnly();
                }
            }
        }
    }

    /** With a page more of room each time, so that the renewal comes to a halt at each of its writes in turn. */
    private void fillUp() throws IOException {
        Path filler = disk.resolve("filler");
        int pages = 0;
        while (certificatesSigned() < 2 || !store.states(StateKind.ORDER).isEmpty()) {
            assertThat(pages).as("it ends").isLessThan(MOST_PAGES);
            fill(filler);
            free(filler, pages);
            renew("No space left on device");
            pages++;
        }
        assertThat(told(CertificateEvent.RenewalFailed.class))
                .as("it failed at several of its writes")
                .hasSizeGreaterThan(3);
        Files.delete(filler);
        assertRenewed();
    }

    private void turnReadOnly() throws Exception {
        mount("remount,ro");
        for (int attempt = 1; attempt <= 3; attempt++) {
            renew("Read-only file system");
            assertThat(last(CertificateEvent.RenewalFailed.class).attempt()).isEqualTo(attempt);
        }
        assertThat(orders()).as("what cannot be kept is not ordered").isEqualTo(1);
        mount("remount,rw");
        renew("nothing");
        assertRenewed();
    }

    /** One attempt, which either renews the certificate or leaves everything as it was and says why. */
    private void renew(String reason) throws IOException {
        int failuresBefore = told(CertificateEvent.RenewalFailed.class).size();
        certs.runDue();
        List<CertificateEvent.RenewalFailed> failures = told(CertificateEvent.RenewalFailed.class);
        assertOneWholeVersionIsServed();
        if (failures.size() == failuresBefore) {
            return;
        }
        CertificateEvent.RenewalFailed failed = failures.get(failures.size() - 1);
        assertThat(failed.failure())
                .isInstanceOf(CertificateStoreException.class)
                .hasMessageContaining(disk.resolve("store").toString())
                .hasMessageContaining(reason)
                .hasMessageContaining("has room and is writable");
        assertThat(failed.servedUntil()).contains(first.notAfter());
        assertThat(store.current(SHOP.name()).orElseThrow().fingerprint()).isEqualTo(first.fingerprint());
        assertThat(store.versions(SHOP.name())).hasSize(1);
        clock.set(failed.nextAttempt());
    }

    private void assertOneWholeVersionIsServed() throws IOException {
        CertificateBundle current = store.current(SHOP.name()).orElseThrow();
        String alias = served.chooseServerAlias("EC", null, null);
        assertThat(served.getCertificateChain(alias)).containsExactlyElementsOf(current.chain());
        assertThat(served.getPrivateKey(alias)).isEqualTo(current.privateKey());
        int versions = store.versions(SHOP.name()).size();
        try (Stream<Path> files = Files.list(disk.resolve("store/archive").resolve(SHOP.name()))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("files of whole versions, and the key of the next")
                    .filteredOn(file -> !file.startsWith("privkey-staged"))
                    .filteredOn(file -> !file.endsWith(".next"))
                    .hasSize(5 * versions);
        }
    }

    private void assertRenewed() {
        certs.runDue();
        assertThat(store.current(SHOP.name()).orElseThrow().fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(store.versions(SHOP.name())).hasSize(2);
        assertThat(store.stagedKey(SHOP.name())).isEmpty();
        assertThat(store.states(StateKind.ORDER)).isEmpty();
        assertThat(told(CertificateEvent.Issued.class)).hasSize(2);
        assertThat(orders()).as("one order went on through all failures").isEqualTo(2);
        assertThat(certificatesSigned()).isEqualTo(2);
    }

    private int orders() {
        return answered(AcmeResource.NEW_ORDER, 201);
    }

    private int certificatesSigned() {
        return answered(AcmeResource.FINALIZE, 200);
    }

    private int answered(AcmeResource resource, int status) {
        return (int) ca.requests(resource).stream()
                .filter(request -> request.status() == status)
                .count();
    }

    private static void fill(Path filler) throws IOException {
        byte[] page = new byte[PAGE];
        try (RandomAccessFile file = new RandomAccessFile(filler.toFile(), "rw")) {
            file.seek(file.length());
            while (true) {
                file.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static void free(Path filler, int pages) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(filler.toFile(), "rw")) {
            file.setLength(file.length() / PAGE * PAGE - (long) pages * PAGE);
        }
    }

    private void mount(String options) throws Exception {
        Process mount = new ProcessBuilder("mount", "-o", options, disk.toString())
                .inheritIO()
                .start();
        assertThat(mount.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(mount.exitValue()).as("mount -o " + options).isZero();
    }

    private <E extends CertificateEvent> List<E> told(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private <E extends CertificateEvent> E last(Class<E> kind) {
        List<E> all = told(kind);
        return all.get(all.size() - 1);
    }
}
