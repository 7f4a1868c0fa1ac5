package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.testkit.AcmeResource;
import io.gatehouse.testkit.AcmeServer;
import io.gatehouse.testkit.AcmeServerBuilder;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an issuer is told decides how its CA is spoken to. */
class AcmeIssuerTest {
    private static final CertificateRequest REQUEST = CertificateRequest.forNames("example.test");
    private static final byte[] MAC_KEY =
            "thirty-two bytes, as CAs give it".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final AccountKey key =
            AccountKey.of(PrivateKeys.generate(KeyType.EC_P256).getPrivate());

    private AcmeIssuer.Builder issuer(AcmeServer ca) {
        return AcmeIssuer.builder(AcmeDirectory.of(ca.directory()).trusting(ca.httpsTrust()), key)
                .agreeToTerms();
    }

    private static AcmeConversation open(AcmeIssuer issuer) {
        return new AcmeClient(issuer, Clock.systemUTC(), ForgetfulStore.accounts()).open();
    }

    private static Secret macKey() {
        return Secret.ofText(Base64.getUrlEncoder().withoutPadding().encodeToString(MAC_KEY));
    }

    private static AcmeServerBuilder forCustomers() {
        return AcmeServer.builder()
                .externalAccount("kid-1", Secret.ofBytes(MAC_KEY))
                .requireExternalAccount();
    }

    @ParameterizedTest
    @EnumSource(HmacAlgorithm.class)
    void customersAccountIsBound(HmacAlgorithm algorithm) {
        try (AcmeServer ca = forCustomers().start();
                AcmeConversation conversation = open(
                        issuer(ca).externalAccount("kid-1", macKey(), algorithm).build())) {
            assertThat(conversation.newOrder(REQUEST, Optional.empty()).status())
                    .isEqualTo(AcmeStatus.PENDING);
            assertThat(conversation.metadata().externalAccountRequired()).isTrue();
        }
    }

    @Test
    void customersAccountThatIsMissingIsExplained() {
        try (AcmeServer ca = forCustomers().start()) {
            assertThatExceptionOfType(AcmeRefusedException.class)
                    .isThrownBy(() -> open(issuer(ca).build()))
                    .withMessageContaining("externalAccountRequired")
                    .withMessageContaining("key ID and HMAC key")
                    .withMessageContaining("externalAccount(");
        }
    }

    @Test
    void customersAccountThatTheCaDoesNotTakeIsExplained() {
        try (AcmeServer ca = forCustomers().start()) {
            Secret another = Secret.ofText("YW5vdGhlciBrZXkgb2YgYSB0ZXN0LCBub3QgdGhlIENBJ3M");
            assertThatExceptionOfType(AcmeRefusedException.class)
                    .isThrownBy(() ->
                            open(issuer(ca).externalAccount("kid-1", another).build()))
                    .withMessageContaining("unauthorized")
                    .withMessageContaining("Check the key ID and the HMAC key");
        }
    }

    @Test
    void accountThatExistsNeedsNoCustomersAccount() {
        try (AcmeServer ca = forCustomers().start()) {
            open(issuer(ca).externalAccount("kid-1", macKey()).build()).close();

            try (AcmeConversation again = open(issuer(ca).build())) {
                assertThat(again.newOrder(REQUEST, Optional.empty()).status()).isEqualTo(AcmeStatus.PENDING);
            }
        }
    }

    @Test
    void accountIsNotOpenedWhereOnlyAnExistingOneWillDo() {
        try (AcmeServer ca = AcmeServer.builder().start()) {
            assertThatExceptionOfType(AcmeRefusedException.class)
                    .isThrownBy(() -> open(issuer(ca).existingAccountOnly().build()))
                    .withMessageContaining("accountDoesNotExist");
            open(issuer(ca).build()).close();

            open(issuer(ca).existingAccountOnly().build()).close();
        }
    }

    @Test
    void everyProblemIsReported() {
        InvalidModelException invalid = catchThrowableOfType(
                InvalidModelException.class,
                () -> AcmeIssuer.builder(AcmeDirectory.letsEncrypt(), key)
                        .contact("nobody")
                        .externalAccount(" ", Secret.ofText("no*base64"))
                        .callLimit(Duration.ZERO)
                        .build());

        assertThat(invalid.problems())
                .extracting(Problem::field)
                .containsExactly("contact", "externalAccount", "externalAccount", "callLimit");
        assertThat(invalid).hasMessageNotContaining("no*base64");
    }

    @Test
    void keysWithPaddingAndBlanksAreWhatPeoplePaste() {
        String pasted = " " + Base64.getEncoder().encodeToString(new byte[] {-1, -2, -3, -4}) + "\n";

        AcmeIssuer issuer = AcmeIssuer.builder(AcmeDirectory.zeroSsl(), key)
                .externalAccount("kid", Secret.ofText(pasted))
                .build();

        assertThat(issuer.externalAccount().orElseThrow().macKey())
                .isEqualTo(Secret.ofBytes(new byte[] {-1, -2, -3, -4}));
        assertThat(issuer).asString().contains("zerossl").doesNotContain(pasted.strip());
    }

    @Test
    void profileIsOrdered() {
        try (AcmeServer ca = AcmeServer.builder()
                        .profile("classic", "ninety days", Duration.ofDays(90))
                        .profile("shortlived", "six days", Duration.ofDays(6))
                        .start();
                AcmeConversation conversation =
                        open(issuer(ca).profile("classic").build())) {
            assertThat(conversation.metadata().profiles())
                    .containsEntry("classic", "ninety days")
                    .containsEntry("shortlived", "six days");
            conversation.newOrder(REQUEST, Optional.empty());
            conversation.newOrder(REQUEST.profile("shortlived"), Optional.empty());

            ProfileNotOfferedException unknown = catchThrowableOfType(
                    ProfileNotOfferedException.class,
                    () -> conversation.newOrder(REQUEST.profile("tlsserver"), Optional.empty()));

            assertThat(unknown.offered()).containsExactly("classic", "shortlived");
            assertThat(unknown).hasMessageContaining("\"tlsserver\"").hasMessageContaining("[classic, shortlived]");
            assertThat(ca.requests(AcmeResource.NEW_ORDER)).hasSize(2);
        }
    }

    @Test
    void ordersAreListedPageByPage() {
        try (AcmeServer ca = AcmeServer.builder().ordersPerPage(2).start();
                AcmeConversation conversation = open(issuer(ca).build())) {
            List<URI> placed = List.of(
                    conversation
                            .newOrder(CertificateRequest.forNames("a.test"), Optional.empty())
                            .location(),
                    conversation
                            .newOrder(CertificateRequest.forNames("b.test"), Optional.empty())
                            .location(),
                    conversation
                            .newOrder(CertificateRequest.forNames("c.test"), Optional.empty())
                            .location());

            assertThat(conversation.orders()).contains(placed);
            assertThat(conversation.order(placed.get(1)).identifiers()).containsExactly(DomainName.of("b.test"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "letsencrypt",
                "LetsEncrypt-Staging",
                "zerossl",
                "google",
                "google-staging",
                "sslcom-ecc",
                "sslcom-rsa",
                "actalis",
                "https://ca.example.test/directory"
            })
    void directoryIsNamed(String name) {
        assertThat(AcmeDirectory.named(name).uri().getScheme()).isEqualTo("https");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lets encrypt", "http://ca.example.test/directory", "https://not a host/"})
    void nameThatIsNoDirectoryIsExplained(String name) {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> AcmeDirectory.named(name))
                .withMessageContaining("letsencrypt-staging");
    }
}
