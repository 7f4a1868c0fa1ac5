package io.gatehouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The clients that know renewal information (RFC 9773) renew when our CA says so. */
class AcmeClientRenewalIT {
    private static final int HTTP_PORT = LoopbackPorts.free();
    private static final String NAME = "www.example.test";

    @RegisterExtension
    final AcmeServer ca = AcmeServer.builder().http01Port(HTTP_PORT).build();

    @RegisterExtension
    final AcmeServer strict = AcmeServer.builder()
            .http01Port(HTTP_PORT)
            .rateLimit(AcmeResource.NEW_ORDER, 1, Duration.ofDays(7))
            .build();

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = ".*_NEWEST", mode = EnumSource.Mode.MATCH_ALL)
    @Requirement(rfc = 9773, section = "4.2", text = "a client that is not ours renews when the window says so")
    void renewsOnceTheWindowIsThere(InstalledClient installed) throws IOException, GeneralSecurityException {
        ForeignClient client = installed.require(ca, folder);
        client.obtainByHttp01(HTTP_PORT, NAME).orThrow();
        CertificateBundle first = client.obtained(NAME);
        due(ca, first);

        client.renewByHttp01(HTTP_PORT, NAME).orThrow();

        assertAskedForRenewalInfo();
        assertThat(client.obtained(NAME).serialNumber()).isNotEqualTo(first.serialNumber());
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = ".*_NEWEST", mode = EnumSource.Mode.MATCH_ALL)
    void doesNotRenewBeforeTheWindow(InstalledClient installed) throws IOException, GeneralSecurityException {
        ForeignClient client = installed.require(ca, folder);
        client.obtainByHttp01(HTTP_PORT, NAME).orThrow();

        client.renewByHttp01(HTTP_PORT, NAME).orThrow();

        assertAskedForRenewalInfo();
        assertThat(ca.requests(AcmeResource.NEW_ORDER)).hasSize(1);
    }

    /** One order a week, unless it replaces: the second one gets through because it names what it replaces. */
    @Test
    @Requirement(rfc = 9773, section = "5", text = "a client that is not ours says what its order replaces")
    void legoSaysWhatItsOrderReplaces() throws IOException, GeneralSecurityException {
        ForeignClient lego = InstalledClient.LEGO_NEWEST.require(strict, folder);
        lego.obtainByHttp01(HTTP_PORT, NAME).orThrow();
        CertificateBundle first = lego.obtained(NAME);
        due(strict, first);

        lego.renewByHttp01(HTTP_PORT, NAME).orThrow();

        assertThat(lego.obtained(NAME).serialNumber()).isNotEqualTo(first.serialNumber());
        assertThat(strict.requests(AcmeResource.NEW_ORDER))
                .extracting(AcmeRequest::status)
                .containsExactly(201, 201);
    }

    private void assertAskedForRenewalInfo() {
        assertThat(ca.requests(AcmeResource.RENEWAL_INFO))
                .singleElement()
                .satisfies(request -> assertThat(request.status()).isEqualTo(200));
    }

    private static void due(AcmeServer ca, CertificateBundle bundle) {
        Instant now = Instant.now();
        ca.renewalWindow(bundle.leaf(), new RenewalWindow(now.minusSeconds(60), now.minusSeconds(1)));
    }
}
