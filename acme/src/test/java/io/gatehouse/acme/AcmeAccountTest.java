package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.core.pki.RevocationReason;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts are looked at, changed and closed; no fault in between loses a key. */
class AcmeAccountTest {
    private static final CertificateRequest SHOP = CertificateRequest.forNames("shop.example.test");

    @TempDir
    Path folder;

    private final int httpPort = LoopbackPorts.free();
    private AcmeServer ca;

    @BeforeEach
    void start() {
        ca = AcmeServer.builder().http01Port(httpPort).start();
    }

    @AfterEach
    void stop() {
        ca.close();
    }

    private Path keyFile() {
        return folder.resolve("account.pem");
    }

    private Certificates certificates() {
        return certificates(AccountKey.file(keyFile()));
    }

    private Certificates certificates(AccountKey key) {
        return Certificates.builder(AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()))
                .account(key)
                .contact("ops@example.test")
                .agreeToTerms()
                .store(CertificateStore.directory(folder.resolve("store")))
                .solver(Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort)))
                .build();
    }

    private PublicKey onDisk() {
        return PrivateKeys.publicKeyOf(PrivateKeys.read(keyFile()));
    }

    @Test
    void contactsAreReplaced() {
        AcmeAccount account = certificates().account();
        assertThat(account.show().contacts()).containsExactly(URI.create("mailto:ops@example.test"));

        account.contacts("a@example.test", "mailto:b@example.test");
        assertThat(account.show().contacts())
                .containsExactly(URI.create("mailto:a@example.test"), URI.create("mailto:b@example.test"));

        account.contacts();
        assertThat(account.show().contacts()).isEmpty();
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> account.contacts("nobody"));
    }

    @Test
    void keyIsRolledInItsFile() {
        Certificates certs = certificates();
        AcmeAccount.Details before = certs.account().show();
        PublicKey old = onDisk();

        certs.account().rollKey();

        assertThat(onDisk()).isNotEqualTo(old);
        assertThat(folder.resolve("account.pem.next")).doesNotExist();
        assertThat(certs.account().show()).isEqualTo(before);
        assertThat(certs.obtain(SHOP).names()).hasSize(1);
        assertThat(certificates().account().show().location()).isEqualTo(before.location());
    }

    static Stream<Consumer<AcmeServer>> cuts() {
        return Stream.of(
                ca -> ca.faults().next(2, AcmeResource.KEY_CHANGE).cutBeforeEffect(),
                ca -> ca.faults().next(2, AcmeResource.KEY_CHANGE).cutAfterEffect());
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void rollOverWhoseAnswerIsLostLosesNoKey(Consumer<AcmeServer> cut) {
        Certificates certs = certificates();
        URI location = certs.account().show().location();
        cut.accept(ca);
        assertThatExceptionOfType(AcmeException.class)
                .isThrownBy(() -> certs.account().rollKey());
        assertThat(folder.resolve("account.pem.next")).exists();

        // The next start, and the same object: both find out which key it is.
        assertThat(certificates().account().show().location()).isEqualTo(location);
        assertThat(certs.account().show().location()).isEqualTo(location);

        ca.faults().clear();
        certs.account().rollKey();
        assertThat(folder.resolve("account.pem.next")).doesNotExist();
        assertThat(certificates().account().show().location()).isEqualTo(location);
    }

    @Test
    void keyIsRolledToOneOfTheUsers() {
        AccountKey next = AccountKey.of(PrivateKeys.generate(KeyType.RSA_2048).getPrivate());
        Certificates certs = certificates();
        URI location = certs.account().show().location();

        certs.account().rollKey(next);

        assertThat(certs.account().show().location()).isEqualTo(location);
        assertThat(certificates(next).account().show().location()).isEqualTo(location);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> certificates(next).account().rollKey())
                .withMessageContaining("rollKey(next)");
    }

    @Test
    void accountIsClosedForGood() {
        Certificates certs = certificates();
        certs.account().deactivate();

        assertThatExceptionOfType(AcmeRefusedException.class).isThrownBy(() -> certs.obtain(SHOP));
    }

    @Test
    void certificateIsRevokedByItsOwnKey() {
        CertificateBundle bundle = certificates().obtain(SHOP);
        Certificates stranger =
                certificates(AccountKey.of(PrivateKeys.generate(KeyType.EC_P256).getPrivate()));
        assertThatExceptionOfType(AcmeRefusedException.class)
                .isThrownBy(() -> stranger.revoke(bundle.leaf(), RevocationReason.SUPERSEDED));

        stranger.revoke(bundle.leaf(), bundle.privateKey(), RevocationReason.KEY_COMPROMISE);

        assertThat(ca.crl().isRevoked(bundle.leaf())).isTrue();
    }

    @Test
    void lemursAccountMovesInByItsJwkAndRegistration() {
        KeyPair pair = PrivateKeys.generate(KeyType.EC_P256);
        URI location =
                certificates(AccountKey.of(pair.getPrivate())).account().show().location();
        int registrations = ca.requests(AcmeResource.NEW_ACCOUNT).size();

        AccountKey lemurs =
                AccountKey.of(Secret.ofText(jwk(pair))).registration("{\"body\": {}, \"uri\": \"" + location + "\"}");

        assertThat(certificates(lemurs).obtain(SHOP).names()).hasSize(1);
        assertThat(ca.requests(AcmeResource.NEW_ACCOUNT)).hasSize(registrations);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "{\"uri\":7}", "{\"uri\":\"http://ca.test/acct/1\"}", "{\"body\":{}}"})
    void registrationWithoutAnAddressIsExplained(String json) {
        AccountKey key = AccountKey.of(PrivateKeys.generate(KeyType.EC_P256).getPrivate());

        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> key.registration(json))
                .withMessageContaining("https");
    }

    @Test
    void certificateForACsrHasItsKeyElsewhere() throws Exception {
        KeyPair pair = PrivateKeys.generate(KeyType.RSA_2048);
        byte[] csr = io.gatehouse.core.pki.SigningRequest.of(SHOP.identifiers(), pair)
                .toDer();
        Certificates certs = certificates();

        CertificateBundle bundle = certs.obtain(CertificateRequest.forCsr(csr));

        assertThat(bundle.hasPrivateKey()).isFalse();
        assertThat(bundle.leaf().getPublicKey()).isEqualTo(pair.getPublic());
        assertThat(certs.obtain(CertificateRequest.forCsr(csr)).fingerprint()).isEqualTo(bundle.fingerprint());
        assertThat(Files.exists(folder.resolve("store/live/shop.example.test/privkey.pem")))
                .isFalse();
        assertThat(certs.keyManager().getServerAliases("RSA", null)).isNull();
    }

    @Test
    void renewalKeepsTheKeyWhereAsked() {
        Certificates certs = certificates();
        CertificateBundle first = certs.obtain(SHOP);

        assertThat(certs.renew(SHOP.reuseKey()).leaf().getPublicKey())
                .isEqualTo(first.leaf().getPublicKey());
        assertThat(certs.renew(SHOP).leaf().getPublicKey())
                .isNotEqualTo(first.leaf().getPublicKey());
    }

    private static String jwk(KeyPair pair) {
        ECPublicKey point = (ECPublicKey) pair.getPublic();
        byte[] d = ((java.security.interfaces.ECPrivateKey) pair.getPrivate())
                .getS()
                .toByteArray();
        return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\",\"d\":\"%s\"}"
                .formatted(
                        number(point.getW().getAffineX().toByteArray()),
                        number(point.getW().getAffineY().toByteArray()),
                        number(d));
    }

    /** As the 32 bytes of P-256. */
    private static String number(byte[] signed) {
        byte[] unsigned = new byte[32];
        int length = Math.min(32, signed.length);
        System.arraycopy(signed, signed.length - length, unsigned, 32 - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned);
    }
}
