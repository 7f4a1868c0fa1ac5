package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.pki.KeyType;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests, directories and challenges exist only if they are legal. */
class CertificateRequestTest {
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
    void everyProblemIsReported() {
        InvalidModelException invalid = catchThrowableOfType(
                InvalidModelException.class,
                () -> new CertificateRequest("/", List.of(DomainName.of("_dmarc.example.test")), KeyType.ED25519));

        assertThat(invalid.problems())
                .extracting(problem -> problem.field())
                .containsExactly("name", "identifiers", "keyType");
        assertThatExceptionOfType(InvalidModelException.class).isThrownBy(CertificateRequest::forNames);
        assertThatExceptionOfType(InvalidNameException.class).isThrownBy(() -> CertificateRequest.forNames("no name"));
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
                        DomainName.of("example.test"), ChallengeType.HTTP_01, token, token + ".thumbprint"));
    }

    @Test
    void txtValueIsTheDigestOfTheKeyAuthorization() {
        Challenge challenge = new Challenge(
                DomainName.of("example.org"),
                ChallengeType.DNS_01,
                "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA",
                "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA.nP1qzpXGymHBrUEepNY9HCsQk7K8KhOypzEt62jcerQ");

        // SHA-256 in base64url, computed with openssl.
        assertThat(challenge.txtValue()).isEqualTo("NGwKoXBgCT8JhEa0bK7AwfSqHyu_ZWeugV07fLGIVq0");
    }
}
