package io.gatehouse.core.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.IpAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is asked for is what is read back, in DER and in PEM. */
class SigningRequestTest {
    private static final List<Identifier> NAMES =
            List.of(DomainName.of("b.example.test"), DomainName.of("*.a.example.test"), IpAddress.of("2001:db8::1"));
    /** The TLS feature extension as RFC 7633 wants it: its identifier, then status_request in an octet string. */
    private static final String MUST_STAPLE = "06082b0601050507011804053003020105";

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void namesAndKeyAreReadBack(KeyType type) {
        KeyPair key = PrivateKeys.generate(type);

        SigningRequest read = SigningRequest.parse(SigningRequest.of(NAMES, key).toDer());

        assertThat(read.names()).containsExactlyElementsOf(NAMES);
        assertThat(read.publicKey()).isEqualTo(key.getPublic());
    }

    @Test
    void pemAmongOtherTextIsRead() {
        SigningRequest request = SigningRequest.of(NAMES, PrivateKeys.generate(KeyType.EC_P256));
        String pem = "Subject: none\n" + request.toPem();

        assertThat(SigningRequest.parse(pem.getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(request)
                .hasSameHashCodeAs(request);
        assertThat(SigningRequest.parse(pem.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")
                        .getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(request);
    }

    @Test
    void mustStapleIsTheTlsFeature() {
        KeyPair key = PrivateKeys.generate(KeyType.EC_P256);

        assertThat(HexFormat.of()
                        .formatHex(SigningRequest.mustStaple(NAMES, key).toDer()))
                .contains(MUST_STAPLE);
        assertThat(HexFormat.of().formatHex(SigningRequest.of(NAMES, key).toDer()))
                .doesNotContain(MUST_STAPLE);
    }

    @Test
    void requestThatWasChangedIsRefused() {
        byte[] der =
                SigningRequest.of(NAMES, PrivateKeys.generate(KeyType.EC_P256)).toDer();
        String changed = new String(der, StandardCharsets.ISO_8859_1).replace("b.example.test", "c.example.test");

        assertThatExceptionOfType(CertificateAuthorityException.class)
                .isThrownBy(() -> SigningRequest.parse(changed.getBytes(StandardCharsets.ISO_8859_1)))
                .withMessageContaining("not signed by its own key");
    }

    @Test
    void pemOfSomethingElseIsRefused() {
        String certificate = CertificateAuthority.create("Other").certificatePem();

        assertThatExceptionOfType(CertificateAuthorityException.class)
                .isThrownBy(() -> SigningRequest.parse(certificate.getBytes(StandardCharsets.US_ASCII)))
                .withMessageContaining("no certificate request");
    }
}
