package io.gatehouse.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateBundle;
import org.junit.jupiter.api.Test;

/** A certificate has one name in renewal information (RFC 9773, section 4.1). */
class CertificateIdTest {
    /** The example of RFC 9773, appendix A. */
    private static final String RFC_EXAMPLE = """
            -----BEGIN CERTIFICATE-----
            MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
            cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
            BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
            7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
            qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
            yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
            +FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
            -----END CERTIFICATE-----
            """;

    @Test
    void exampleOfTheRfc() {
        CertificateBundle example = CertificateBundle.parse(RFC_EXAMPLE);

        assertThat(CertificateId.of(example.leaf()))
                .hasValueSatisfying(id -> assertThat(id.text()).isEqualTo("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"));
    }

    @Test
    void certificateThatNamesNoIssuersKeyHasNone() {
        assertThat(CertificateId.of(ChainChoiceTest.issuedBy("CN=Root"))).isEmpty();
    }
}
