package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gatehouse.acme.http01.Http01Solver;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.core.pki.RevocationReason;
import io.gatehouse.core.pki.SigningRequest;
import io.gatehouse.testkit.DnsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Against a Pebble that opens accounts to customers only, reuses half of the authorizations, validates after a random wait
 * and has profiles; 15 % of good nonces refused.
 */
class PebbleModesIT {
    private static final CertificateRequest SHOP = CertificateRequest.forNames("shop.example.test");
    private static final String MAC_KEY =
            Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);

    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test")
            .record("shop.example.test", "A", "127.0.0.1")
            .record("www.example.test", "A", "127.0.0.1")
            .build();

    @TempDir
    static Path folder;

    @TempDir
    Path own;

    private static PebbleCa pebble;

    @BeforeAll
    static void startPebble() throws IOException {
        pebble = new PebbleCa(
                folder,
                """
                "externalAccountBindingRequired": true, "externalAccountMACKeys": {"kid-1": "%s"},
                "retryAfter": {"authz": 1, "order": 1},
                "profiles": {"default": {"description": "usual", "validityPeriod": 7776000},
                  "shortlived": {"description": "six days", "validityPeriod": 518400}},
                """.formatted(MAC_KEY),
                Map.of("PEBBLE_VA_SLEEPTIME", "2", "PEBBLE_AUTHZREUSE", "50"),
                DNS.address());
    }

    @AfterAll
    static void stopPebble() {
        if (pebble != null) {
            pebble.close();
        }
    }

    private AcmeIssuer.Builder issuer() {
        return AcmeIssuer.builder(pebble.directory(), AccountKey.file(own.resolve("account.pem")))
                .agreeToTerms();
    }

    private AcmeIssuer customer() {
        return issuer().externalAccount("kid-1", Secret.ofText(MAC_KEY)).build();
    }

    private Certificates certificates(AcmeIssuer issuer) {
        return Certificates.builder(issuer)
                .store(CertificateStore.directory(own.resolve("store")))
                .solver(Http01Solver.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), pebble.httpPort())))
                .build();
    }

    /** What Debian packages knows neither profiles nor renewal information. */
    private Certificates newest() {
        Certificates certs = certificates(customer());
        assumeTrue(certs.metadata().renewalInfo(), "this Pebble is from before RFC 9773");
        return certs;
    }

    @Test
    void accountIsOpenedToCustomersOnly() {
        assertThatExceptionOfType(AcmeRefusedException.class)
                .isThrownBy(() -> certificates(issuer().build()).obtain(SHOP))
                .withMessageContaining("externalAccount(");

        assertThat(certificates(customer()).obtain(SHOP).names()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(value = KeyType.class, names = "ED25519", mode = EnumSource.Mode.EXCLUDE)
    void everyKindOfKeyIsSigned(KeyType type) {
        CertificateBundle bundle = certificates(customer()).obtain(SHOP.keyType(type));

        assertThat(KeyTypes.of(bundle.leaf().getPublicKey())).contains(type);
    }

    @Test
    void authorizationsThatAreReusedNeedNoAnswer() {
        Certificates certs = certificates(customer());
        CertificateRequest both = CertificateRequest.forNames("shop.example.test", "www.example.test");

        for (int i = 0; i < 4; i++) {
            assertThat(certs.renew(both).names()).hasSize(2);
        }
    }

    @Test
    void profileIsObeyed() {
        Certificates certs = newest();

        CertificateBundle bundle = certs.obtain(SHOP.profile("shortlived"));

        assertThat(Duration.between(bundle.notBefore(), bundle.notAfter())).isLessThan(Duration.ofDays(7));
        assertThat(certs.metadata().profiles()).containsEntry("shortlived", "six days");
        assertThatExceptionOfType(ProfileNotOfferedException.class)
                .isThrownBy(() -> certs.renew(SHOP.profile("tlsserver")))
                .withMessageContaining("[default, shortlived]");
    }

    @Test
    void renewalIsSuggestedAndReplaces() {
        Certificates certs = newest();
        CertificateBundle first = certs.obtain(SHOP);
        CertificateId id = CertificateId.of(first.leaf()).orElseThrow();
        try (AcmeConversation ca = new AcmeClient(customer(), Clock.systemUTC(), ForgetfulStore.accounts()).open()) {
            RenewalInfo info = ca.renewalInfo(id).orElseThrow();
            assertThat(info.start()).isAfter(first.notBefore()).isBefore(first.notAfter());

            assertThat(certs.renew(SHOP).serialNumber()).isNotEqualTo(first.serialNumber());

            assertThatExceptionOfType(AcmeRefusedException.class)
                    .isThrownBy(() -> ca.newOrder(SHOP, Optional.of(id)))
                    .satisfies(refused -> assertThat(refused.mayBeForReplaces()).isTrue())
                    .withMessageContaining("alreadyReplaced");
        }
    }

    @Test
    void ordersOfTheAccountAreListed() {
        try (AcmeConversation ca = new AcmeClient(customer(), Clock.systemUTC(), ForgetfulStore.accounts()).open()) {
            List<URI> placed = List.of(
                    ca.newOrder(SHOP, Optional.empty()).location(),
                    ca.newOrder(CertificateRequest.forNames("www.example.test"), Optional.empty())
                            .location());

            assertThat(ca.orders())
                    .hasValueSatisfying(orders -> assertThat(orders).containsAll(placed));
        }
    }

    @Test
    void accountIsChangedRolledAndClosed() {
        Certificates certs = certificates(customer());
        AcmeAccount account = certs.account();
        URI location = account.show().location();
        account.contacts("ops@example.test");
        assertThat(account.show().contacts()).containsExactly(URI.create("mailto:ops@example.test"));

        account.rollKey();
        assertThat(certificates(issuer().existingAccountOnly().build())
                        .account()
                        .show()
                        .location())
                .isEqualTo(location);

        account.deactivate();
        assertThatExceptionOfType(AcmeRefusedException.class).isThrownBy(() -> certs.obtain(SHOP));
    }

    @Test
    void certificateForACsrIsRevokedByItsKey() throws Exception {
        Certificates certs = certificates(customer());
        KeyPair pair = PrivateKeys.generate(KeyType.EC_P384);
        SigningRequest csr = SigningRequest.of(SHOP.identifiers(), pair);

        CertificateBundle bundle = certs.obtain(CertificateRequest.forCsr(csr.toDer()));
        certs.revoke(bundle.leaf(), pair.getPrivate(), RevocationReason.KEY_COMPROMISE);

        assertThat(bundle.hasPrivateKey()).isFalse();
        assertThat(pebble.managementGet("/cert-status-by-serial/"
                        + bundle.leaf().getSerialNumber().toString(16)))
                .contains("Revoked");
    }

    @Test
    void chainThroughAPinnedAuthorityIsTaken() throws Exception {
        X509Certificate authority = CertificateBundle.parse(pebble.managementGet("/intermediates/1"))
                .leaf();

        CertificateBundle bundle =
                certificates(customer()).obtain(SHOP.preferredChain(ChainPreference.through(authority)));

        assertThat(bundle.chain()).contains(authority);
    }
}
