package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.LoopbackPorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an account is at its CA is asked once, and again only where what is known turns out to be wrong. */
class AccountUrlsTest {
    private static final CertificateRequest SHOP = CertificateRequest.forNames("shop.example.test");

    @TempDir
    Path folder;

    private final int httpPort = LoopbackPorts.free();
    private final PrivateKey key = PrivateKeys.generate(KeyType.EC_P256).getPrivate();
    private final PublicKey publicKey = PrivateKeys.publicKeyOf(key);
    private AcmeServer ca;

    @BeforeEach
    void start() {
        ca = AcmeServer.builder().http01Port(httpPort).start();
    }

    @AfterEach
    void stop() {
        ca.close();
    }

    private CertificateStore store() {
        return CertificateStore.directory(folder.resolve("store"));
    }

    private AccountUrls kept() {
        return new AccountUrls(store());
    }

    /** As after a restart: nothing is known but what is in the store. */
    private Certificates restarted() {
        return restarted(AccountKey.of(key));
    }

    private Certificates restarted(AccountKey account) {
        return restarted(AcmeIssuer.builder(directory(), account).agreeToTerms());
    }

    private Certificates restarted(AcmeIssuer.Builder issuer) {
        return Certificates.builder(issuer.build())
                .store(store())
                .solver(Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort)))
                .build();
    }

    private AcmeDirectory directory() {
        return AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust());
    }

    private int askedForAccount() {
        return ca.requests(AcmeResource.NEW_ACCOUNT).size();
    }

    private URI someoneElses() {
        return ca.directory().resolve("/acct/4711");
    }

    @Test
    void nextStartAsksForNoAccount() {
        restarted().obtain(SHOP);
        assertThat(askedForAccount()).isEqualTo(1);

        restarted().renew(SHOP);
        assertThat(restarted().account().show().status()).isEqualTo("valid");

        assertThat(askedForAccount()).isEqualTo(1);
    }

    @Test
    void anotherKeyAndAnotherCaAreOtherAccounts() {
        restarted().obtain(SHOP);
        restarted(AccountKey.of(PrivateKeys.generate(KeyType.EC_P256).getPrivate()))
                .renew(SHOP);
        assertThat(askedForAccount()).isEqualTo(2);
        assertThat(store().states(StateKind.ACCOUNT)).hasSize(2);
        assertThat(kept().find(URI.create("https://other-ca.test/directory"), publicKey))
                .isEmpty();
    }

    @Test
    void urlThatTheCaDoesNotKnowIsFoundAgainByTheKey() {
        restarted().obtain(SHOP);
        URI right = kept().find(ca.directory(), publicKey).orElseThrow();
        kept().keep(ca.directory(), publicKey, someoneElses());

        Certificates certs = restarted();
        certs.renew(SHOP);
        certs.renew(SHOP);

        assertThat(askedForAccount()).isEqualTo(2);
        assertThat(kept().find(ca.directory(), publicKey)).contains(right);
        assertThat(certs.account().show().location()).isEqualTo(right);
    }

    @Test
    void accountThatIsGoneIsOpenedAnewWhereThatIsAllowed() {
        kept().keep(ca.directory(), publicKey, someoneElses());

        Certificates forbidden =
                restarted(AcmeIssuer.builder(directory(), AccountKey.of(key)).existingAccountOnly());
        assertThatExceptionOfType(AcmeRefusedException.class)
                .isThrownBy(() -> forbidden.obtain(SHOP))
                .satisfies(e -> assertThat(e.problem().kind()).isEqualTo("accountDoesNotExist"));

        assertThat(restarted().account().show().location()).isNotEqualTo(someoneElses());
        assertThat(restarted().obtain(SHOP).names()).hasSize(1);
    }

    @Test
    void urlThatTheUserGaveIsNotReplaced() {
        AccountKey wrong = AccountKey.of(key).account(someoneElses());

        assertThatExceptionOfType(AcmeRefusedException.class)
                .isThrownBy(() -> restarted(wrong).obtain(SHOP))
                .satisfies(e -> assertThat(e.problem().kind()).isEqualTo("accountDoesNotExist"));
        assertThat(askedForAccount()).isZero();
    }

    @Test
    void keyThatWasRolledIsAskedForOnce() {
        Path file = folder.resolve("account.pem");
        Certificates certs = restarted(AccountKey.file(file));
        URI location = certs.account().show().location();
        certs.account().rollKey();

        assertThat(restarted(AccountKey.file(file)).account().show().location()).isEqualTo(location);
        int asked = askedForAccount();
        assertThat(restarted(AccountKey.file(file)).account().show().location()).isEqualTo(location);
        assertThat(askedForAccount()).isEqualTo(asked);
        assertThat(store().states(StateKind.ACCOUNT)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "junk", "gatehouse-acme-account 2\n", "gatehouse-acme-account 1\nurl ^\n"})
    void documentThatCannotBeReadCostsAQuestion(String document) {
        restarted().obtain(SHOP);
        String name = store().states(StateKind.ACCOUNT).get(0);
        store().putState(StateKind.ACCOUNT, name, document.getBytes(StandardCharsets.UTF_8));

        restarted().renew(SHOP);

        assertThat(askedForAccount()).isEqualTo(2);
        assertThat(kept().find(ca.directory(), publicKey)).isPresent();
    }

    @Test
    void storeThatCannotBeWrittenCostsAQuestion() {
        FullStore full = new FullStore(store());
        full.isFull = true;
        AcmeIssuer issuer = AcmeIssuer.builder(directory(), AccountKey.of(key))
                .agreeToTerms()
                .build();
        for (int start = 1; start <= 2; start++) {
            AcmeClient client = new AcmeClient(issuer, Clock.systemUTC(), new AccountUrls(full));
            try (AcmeConversation talk = client.open()) {
                assertThat(talk.account().show().status()).isEqualTo("valid");
            }
            assertThat(askedForAccount()).isEqualTo(start);
        }
    }
}
