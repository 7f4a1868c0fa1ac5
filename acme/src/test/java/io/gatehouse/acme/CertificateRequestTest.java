package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.pki.CertificateAuthorityException;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.core.pki.SigningRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests, directories and challenges exist only if they are legal. */
class CertificateRequestTest {
    private static final URI ACCOUNT = URI.create("https://ca.example.test/account/1");

    @Test
    void storeNameIsTheFirstName() {
        assertThat(CertificateRequest.forNames("example.test", "*.example.test").name())
                .isEqualTo("example.test");
        assertThat(CertificateRequest.forNames("*.example.test").name()).isEqualTo("_.example.test");
        assertThat(CertificateRequest.forNames("2001:db8::1").name()).isEqualTo("2001_db8__1");
        assertThat(CertificateRequest.forNames("example.test").name("shop").name())
                .isEqualTo("shop");
    }

    @Test
    void duplicatesAreDropped() {
        assertThat(CertificateRequest.forNames("Example.test", "example.test.").identifiers())
                .containsExactly(DomainName.of("example.test"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../etc", "a/b", ".hidden", "a b"})
    void namesThatAreNoFolderAreRefused(String name) {
        CertificateRequest request = CertificateRequest.forNames("example.test");

        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(() -> request.name(name));
    }

    @Test
    void whatNoCaWouldSignIsRefused() {
        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(CertificateRequest::forNames);
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> CertificateRequest.forNames("_dmarc.example.test", "_a.example.test"))
                .satisfies(invalid -> assertThat(invalid.problems())
                        .extracting(Problem::field)
                        .containsExactly("identifiers", "identifiers"));
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> CertificateRequest.forNames("example.test").keyType(KeyType.ED25519));
        assertThatExceptionOfType(InvalidNameException.class).isThrownBy(() -> CertificateRequest.forNames("no name"));
    }

    @Test
    void timeThatNoCertificateCanLastIsRefused() {
        CertificateRequest request = CertificateRequest.forNames("example.test");

        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> request.validity(Duration.ZERO))
                .satisfies(invalid -> assertThat(invalid.problems())
                        .extracting(Problem::field)
                        .containsExactly("validity"));
        assertThat(request.validity()).isEmpty();
        assertThat(request.validity(Duration.ofDays(7)).name("shop").validity()).contains(Duration.ofDays(7));
    }

    @Test
    void internationalNamesAreOneWithTheirAsciiForm() {
        assertThat(CertificateRequest.forNames("B\u00fccher.test", "xn--bcher-kva.test", "XN--BCHER-KVA.test")
                        .identifiers())
                .containsExactly(DomainName.of("xn--bcher-kva.test"));
    }

    @Test
    void eachWishIsKeptWhenAnotherIsAdded() {
        ChainPreference chain = ChainPreference.issuedBy("Root");
        CertificateRequest request = CertificateRequest.forNames("example.test")
                .profile("shortlived")
                .preferredChain(chain)
                .mustStaple()
                .reuseKey()
                .keyType(KeyType.RSA_3072)
                .name("shop");

        assertThat(request.name()).isEqualTo("shop");
        assertThat(request.keyType()).isEqualTo(KeyType.RSA_3072);
        assertThat(request.reusesKey()).isTrue();
        assertThat(request.mustStaples()).isTrue();
        assertThat(request.profile()).contains("shortlived");
        assertThat(request.preferredChain()).contains(ChainPreference.issuedBy("ROOT"));
        assertThat(request.csr()).isEmpty();
        assertThat(request)
                .isEqualTo(CertificateRequest.forNames("example.test")
                        .name("shop")
                        .keyType(KeyType.RSA_3072)
                        .reuseKey()
                        .mustStaple()
                        .preferredChain(chain)
                        .profile("shortlived"))
                .isNotEqualTo(CertificateRequest.forNames("example.test"));
    }

    @Test
    void csrBringsItsNamesAndItsKey() {
        SigningRequest csr = SigningRequest.of(
                List.of(DomainName.of("*.example.test"), DomainName.of("example.test")),
                PrivateKeys.generate(KeyType.EC_P384));

        CertificateRequest request = CertificateRequest.forCsr(csr.toPem().getBytes(StandardCharsets.US_ASCII));

        assertThat(request).isEqualTo(CertificateRequest.forCsr(csr.toDer()));
        assertThat(request.name()).isEqualTo("_.example.test");
        assertThat(request.identifiers())
                .containsExactly(DomainName.of("*.example.test"), DomainName.of("example.test"));
        assertThat(request.keyType()).isEqualTo(KeyType.EC_P384);
        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(request::mustStaple);
        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(request::reuseKey);
        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(() -> request.keyType(KeyType.RSA_2048));
        assertThatExceptionOfType(CertificateAuthorityException.class)
                .isThrownBy(() -> CertificateRequest.forCsr(new byte[] {1, 2, 3}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://ca.test/dir", "ca.test/dir", "https:///dir", "acme://letsencrypt.org"})
    void directoryIsReachedOverHttps(String uri) {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> AcmeDirectory.of(URI.create(uri)))
                .withMessageContaining(uri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../../etc/cron.d/x", "a/b", "a.b", "a%2Fb"})
    void tokenThatCouldNameAFileIsRefused(String token) {
        assertThatExceptionOfType(InvalidModelException.class)
                .isThrownBy(() -> new Challenge(
                        DomainName.of("example.test"), ChallengeType.HTTP_01, token, token + ".thumbprint", ACCOUNT));
    }

    @Test
    void txtValueIsTheDigestOfTheKeyAuthorization() {
        Challenge challenge = new Challenge(
                DomainName.of("example.org"),
                ChallengeType.DNS_01,
                "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA",
                "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA.nP1qzpXGymHBrUEepNY9HCsQk7K8KhOypzEt62jcerQ",
                ACCOUNT);

        // SHA-256 in base64url, computed with openssl.
        assertThat(challenge.txtValue()).isEqualTo("NGwKoXBgCT8JhEa0bK7AwfSqHyu_ZWeugV07fLGIVq0");
    }
}
