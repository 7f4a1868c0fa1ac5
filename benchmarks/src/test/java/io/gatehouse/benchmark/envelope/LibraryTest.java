package io.gatehouse.benchmark.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is measured is real: each library gives back what it was given, and stores something else. */
class LibraryTest {
    private static final byte[] SECRET = "a secret of the very same length".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource
    void returnsTheSecret(Library library) throws GeneralSecurityException {
        SecretCipher cipher = library.open();

        assertThat(cipher.decrypt().apply(cipher.encrypt().apply(SECRET))).isEqualTo(SECRET);
    }

    @ParameterizedTest
    @EnumSource
    void storesNeitherTheSecretNorTheSameTwice(Library library) throws GeneralSecurityException {
        SecretCipher cipher = library.open();
        byte[] first = cipher.encrypt().apply(SECRET);

        assertThat(new String(first, StandardCharsets.ISO_8859_1))
                .doesNotContain(new String(SECRET, StandardCharsets.ISO_8859_1));
        assertThat(cipher.encrypt().apply(SECRET)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({
        "GATEHOUSE_STORE, 84",
        "GATEHOUSE_STORE_FIPS, 84",
        "GATEHOUSE_SHARED, 131",
        "GATEHOUSE, 131",
        "GATEHOUSE_FIPS, 131",
        "JCE_AES_GCM, 28",
        "TINK_XAES, 40",
        "SPRING, 32"
    })
    void countsWhatALibraryAdds(Library library, int bytes) throws GeneralSecurityException {
        assertThat(EnvelopeComparison.addedBytes(library)).isEqualTo(bytes);
    }
}
