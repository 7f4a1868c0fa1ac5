package io.gatehouse.provider.kek.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.KekId;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyException;
import io.gatehouse.crypto.KeyEncryptionKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsKmsKeyFactoryTest {
    private static final String URI =
            "aws-kms:arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    @Test
    void opensWithoutACall() {
        KeyEncryptionKey key = KeyEncryptionKeys.open(URI, credentials().build());

        assertThat(key.name()).isEqualTo(URI);
        assertThat(key.id()).isEqualTo(KekId.ofName(URI));
        assertThat(key.toString()).contains(key.id().text()).doesNotContain("AKIDEXAMPLE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws-kms:1234abcd-12ab-34cd-56ef-1234567890ab",
                "aws-kms:arn:aws:s3:eu-central-1:111122223333:key/1234",
                "aws-kms:arn:aws:kms::111122223333:key/1234",
                "aws-kms:arn:aws:kms:eu-central-1:111122223333:key/",
                "aws-kms:arn:aws:kms:eu-central-1:111122223333:key/1234#x",
                "aws-kms://arn:aws:kms:eu-central-1:111122223333:key/1234",
            })
    void refusesWhatIsNoArnOfAKey(String uri) {
        assertThatThrownBy(() -> KeyEncryptionKeys.open(uri, credentials().build()))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("comes the ARN of a key");
    }

    @Test
    void refusesAnAlias() {
        assertThatThrownBy(() -> KeyEncryptionKeys.open(
                        "aws-kms:arn:aws:kms:eu-central-1:111122223333:alias/kek",
                        credentials().build()))
                .isInstanceOf(KeyEncryptionKeyException.class)
                .hasMessageContaining("another key tomorrow")
                .hasMessageContaining("aws kms describe-key");
    }

    @Test
    void looksForCredentialsOnlyWhenTold() {
        assertThatThrownBy(() -> KeyEncryptionKeys.open(URI))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("access-key-id: is missing")
                .hasMessageContaining("aws-default-chain");
        assertThatThrownBy(() -> KeyEncryptionKeys.open(
                        URI,
                        Settings.builder().set("access-key-id", "AKIDEXAMPLE").build()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("secret-access-key: is missing");
        assertThat(KeyEncryptionKeys.open(
                        URI,
                        Settings.builder()
                                .set("credentials", "aws-default-chain")
                                .build()))
                .isNotNull();
    }

    @Test
    void refusesSettingsThatContradict() {
        assertThatThrownBy(() -> KeyEncryptionKeys.open(
                        URI,
                        credentials().set("credentials", "aws-default-chain").build()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("contradicts access-key-id");
        assertThatThrownBy(() -> KeyEncryptionKeys.open(
                        URI,
                        Settings.builder().set("credentials", "environment").build()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("write aws-default-chain");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:1", "127.0.0.1:1", "ftp://host", "https://user:word@host", "https://", "a b"})
    void refusesAnEndpointWithoutTls(String endpoint) {
        assertThatThrownBy(() -> KeyEncryptionKeys.open(
                        URI, credentials().set("endpoint", endpoint).build()))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("endpoint: is not")
                .hasMessageNotContaining("word@");
    }

    private static Settings.Builder credentials() {
        return Settings.builder()
                .set("access-key-id", "AKIDEXAMPLE")
                .set("secret-access-key", Secret.ofText("wJalrXUtnFEMI"));
    }
}
