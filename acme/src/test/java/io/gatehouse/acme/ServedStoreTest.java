package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.testkit.MovableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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

    private final MovableClock clock = MovableClock.stoppedNow();
    private final List<CertificateEvent> events = new CopyOnWriteArrayList<>();

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
        commit(store, "a", "b", "c");

        X509ExtendedKeyManager served = served();

        X509Certificate[] intermediates = Arrays.stream(served.getServerAliases("EC", null))
                .map(alias -> served.getCertificateChain(alias)[1])
                .toArray(X509Certificate[]::new);
        assertThat(intermediates).hasSize(3).allSatisfy(one -> assertThat(one).isSameAs(intermediates[0]));
    }

    @Test
    void keysAreReadWhenAHandshakeFirstChoosesThem() {
        AtomicInteger decrypted = new AtomicInteger();
        KeyCipher cipher = KeyCipher.of(byte[]::clone, bytes -> {
            decrypted.incrementAndGet();
            return bytes.clone();
        });
        CertificateStore store = CertificateStore.directory(folder, cipher);
        commit(store, "a", "b", "c");

        X509ExtendedKeyManager served = served(store);

        assertThat(served.getServerAliases("EC", null)).hasSize(3);
        assertThat(decrypted).hasValue(0);
        String alias = served.chooseServerAlias("EC", null, null);
        assertThat(served.getPrivateKey(alias))
                .isEqualTo(store.current("a").orElseThrow().privateKey());
        decrypted.set(0);
        assertThat(served.chooseServerAlias("EC", null, null)).isEqualTo(alias);
        assertThat(served.getCertificateChain(alias)).hasSize(2);
        assertThat(decrypted).as("it is kept").hasValue(0);
    }

    @Test
    void keyOfAnotherCertificateIsNeverServedAndIsToldOf() {
        CertificateStore store = CertificateStore.directory(folder);
        commit(store, "a", "b");
        Path keyFile = folder.resolve("archive/a/privkey1.pem");
        byte[] right = SecureFiles.read(keyFile);
        String other = PrivateKeys.toPem(PrivateKeys.generate(KeyType.EC_P256).getPrivate());
        SecureFiles.write(keyFile, other.getBytes(StandardCharsets.US_ASCII));
        X509ExtendedKeyManager served = served(store);

        assertThat(subject(served, served.chooseServerAlias("EC", null, null))).isEqualTo("CN=b.example.test");
        assertThat(subject(served, served.chooseServerAlias("EC", null, null))).isEqualTo("CN=b.example.test");
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(CertificateEvent.CertificateUnreadable.class, event -> {
                    assertThat(event.name()).isEqualTo("a");
                    assertThat(event.failure()).hasMessageContaining("live/a").hasMessageContaining("does not belong");
                });

        SecureFiles.write(keyFile, right);
        assertThat(subject(served, served.chooseServerAlias("EC", null, null)))
                .as("not looked at again for every client")
                .isEqualTo("CN=b.example.test");
        clock.advance(Duration.ofMinutes(1));
        assertThat(subject(served, served.chooseServerAlias("EC", null, null))).isEqualTo("CN=a.example.test");
    }

    @Test
    void filesThatCannotBeReadKeepNoOtherNameFromBeingServed() throws IOException {
        CertificateStore store = CertificateStore.directory(folder);
        commit(store, "a", "b", "c");
        Files.writeString(folder.resolve("archive/a/cert1.pem"), "no certificate");
        Files.writeString(folder.resolve("archive/a/fullchain1.pem"), "no certificate");
        Files.delete(folder.resolve("archive/b/fullchain1.pem"));
        Files.createFile(folder.resolve("archive/b/fullchain1.pem"));

        X509ExtendedKeyManager served = served(store);

        assertThat(subject(served, served.chooseServerAlias("EC", null, null))).isEqualTo("CN=c.example.test");
        assertThat(events)
                .allSatisfy(event -> assertThat(event).isInstanceOf(CertificateEvent.CertificateUnreadable.class))
                .extracting(CertificateEvent::name)
                .containsExactly("a", "b");
    }

    @Test
    void nothingIsServedWhenNothingCanBeRead() throws IOException {
        CertificateStore store = CertificateStore.directory(folder);
        commit(store, "a");
        X509ExtendedKeyManager served = served(store);
        Files.delete(folder.resolve("archive/a/privkey1.pem"));

        String alias = served.getServerAliases("EC", null)[0];
        assertThat(served.chooseServerAlias("EC", null, null)).isNull();
        assertThat(served.getPrivateKey(alias)).isNull();
        assertThat(served.getCertificateChain(alias)).isNull();
    }

    @Test
    void versionThatAnotherProcessCommittedBeforeTheFirstUseIsServed() {
        CertificateStore store = CertificateStore.directory(folder);
        commit(store, "a");
        X509ExtendedKeyManager served = served(store);

        CertificateBundle renewed = CA.server("a.example.test").issue();
        CertificateStore.directory(folder).commit("a", renewed);

        String alias = served.chooseServerAlias("EC", null, null);
        assertThat(served.getCertificateChain(alias)).containsExactlyElementsOf(renewed.chain());
        assertThat(served.getPrivateKey(alias)).isEqualTo(renewed.privateKey());
    }

    @Test
    void versionOfAnotherKindOfKeyIsServedToThoseWhoTakeIt() {
        CertificateStore store = CertificateStore.directory(folder);
        commit(store, "a");
        X509ExtendedKeyManager served = served(store);

        store.commit("a", CA.server("a.example.test").keyType(KeyType.RSA_2048).issue());

        assertThat(served.chooseServerAlias("EC", null, null)).isNull();
        assertThat(subject(served, served.chooseServerAlias("RSA", null, null))).isEqualTo("CN=a.example.test");
    }

    private static void commit(CertificateStore store, String... names) {
        for (String name : names) {
            store.commit(name, CA.server(name + ".example.test").issue());
        }
    }

    private static String subject(X509ExtendedKeyManager served, String alias) {
        return served.getCertificateChain(alias)[0].getSubjectX500Principal().getName();
    }

    private X509ExtendedKeyManager served() {
        return served(CertificateStore.directory(folder));
    }

    private X509ExtendedKeyManager served(CertificateStore store) {
        return Certificates.builder(AcmeDirectory.letsEncryptStaging())
                .account(AccountKey.of(PrivateKeys.generate(KeyType.EC_P256).getPrivate()))
                .store(store)
                .solver(Http01Solver.webroot(folder))
                .clock(clock)
                .onEvent(events::add)
                .build()
                .keyManager();
    }
}
