package io.gatehouse.provider.kek.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import io.gatehouse.crypto.KeyEncryptionKeys;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Pkcs11UriTest {
    @Test
    void readsTheFormOfRfc7512() {
        Pkcs11Uri uri = Pkcs11Uri.parse(
                URI.create("pkcs11:slot-id=172694259;object=my%20kek+1;type=secret-key?module-path=/usr/lib/x.so"));

        assertThat(uri).isEqualTo(new Pkcs11Uri(172694259, "my kek+1", Path.of("/usr/lib/x.so")));
        assertThat(uri.name()).isEqualTo("pkcs11:object=my kek+1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:object=kek?module-path=/x.so",
                "pkcs11:slot-id=1?module-path=/x.so",
                "pkcs11:slot-id=1;object=kek",
                "pkcs11:slot-id=one;object=kek?module-path=/x.so",
                "pkcs11:slot-id=-1;object=kek?module-path=/x.so",
                "pkcs11:slot-id=1;object=kek?module-path=x.so",
                "pkcs11:slot-id=1;object=kek?module-path=/x%22.so",
                "pkcs11:slot-id=1;object=kek%0Aslot=2?module-path=/x.so",
                "pkcs11:slot-id=1;object=kek?module-path=/x%0Aslot=2",
                "pkcs11:slot-id=1;slot-id=2;object=kek?module-path=/x.so",
                "pkcs11:slot-id=1;object=kek;token=t?module-path=/x.so",
                "pkcs11:slot-id=1;object=kek;type=private?module-path=/x.so",
                "pkcs11:slot-id=1;object=kek?module-path=/x.so#there",
            })
    void refusesWhatDoesNotFindOneKey(String uri) {
        assertThatThrownBy(() -> Pkcs11Uri.parse(URI.create(uri)))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("Write pkcs11:slot-id=NUMBER;object=LABEL?module-path=");
    }

    @Test
    void neverQuotesAPinInTheUri() {
        URI uri = URI.create("pkcs11:slot-id=1;object=kek?module-path=/x.so&pin-value=482911");

        assertThatThrownBy(() -> Pkcs11Uri.parse(uri))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("the PIN is the setting pin")
                .hasMessageNotContaining("482911");
    }

    @Test
    void namesTheLibraryThatIsMissing() {
        Settings pin = Settings.of("pin", Secret.ofText("1234"));

        assertThatThrownBy(() -> KeyEncryptionKeys.open("pkcs11:slot-id=1;object=kek?module-path=/no/lib.so", pin))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("there is no PKCS#11 library /no/lib.so");
    }
}
