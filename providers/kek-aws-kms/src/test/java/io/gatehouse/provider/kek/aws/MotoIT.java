package io.gatehouse.provider.kek.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.core.Secret;
import io.gatehouse.crypto.EnvelopeCipher;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeys;
import io.gatehouse.crypto.KeySettings;
import io.gatehouse.crypto.KeyUnavailableException;
import io.gatehouse.crypto.contract.KeyEncryptionKeyContract;
import io.gatehouse.testkit.LoopbackPorts;
import io.gatehouse.testkit.PeerLaunch;
import io.gatehouse.testkit.Peers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

/** The contract, held by keys in moto's KMS; and what the service refuses. */
class MotoIT extends KeyEncryptionKeyContract {
    private static final String SECRET = "wJalrXUtnFEMIK7MDENG";

    @RegisterExtension
    static final Peers peers = Peers.create();

    private static int port;
    private static KmsClient admin;
    private static String kek;
    private static String otherKek;

    @BeforeAll
    static void startMoto() {
        port = LoopbackPorts.free();
        peers.start(
                "moto_server",
                PeerLaunch.builder("-H", "127.0.0.1", "-p", String.valueOf(port))
                        .readyWhenListening(port)
                        .build());
        admin = KmsClient.builder()
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", SECRET)))
                .build();
        kek = createKey(KeySpec.SYMMETRIC_DEFAULT);
        otherKek = createKey(KeySpec.SYMMETRIC_DEFAULT);
    }

    @AfterAll
    static void closeAdmin() {
        if (admin != null) {
            admin.close();
        }
    }

    private static String createKey(KeySpec spec) {
        KeyUsageType usage =
                spec == KeySpec.SYMMETRIC_DEFAULT ? KeyUsageType.ENCRYPT_DECRYPT : KeyUsageType.SIGN_VERIFY;
        return admin.createKey(request -> request.keySpec(spec).keyUsage(usage))
                .keyMetadata()
                .arn();
    }

    @Override
    protected KeyEncryptionKey key() {
        return open(kek, port);
    }

    @Override
    protected KeyEncryptionKey otherKey() {
        return open(otherKek, port);
    }

    @Override
    protected byte[] secret() {
        return SECRET.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    protected Optional<KeyEncryptionKey> unreachableKey() {
        return Optional.of(open(kek, LoopbackPorts.free()));
    }

    @Test
    void protectsASecret() {
        EnvelopeCipher cipher =
                EnvelopeCipher.builder(KeyEncryptionKeys.probe(key())).build();

        byte[] stored = cipher.encrypt(Secret.ofText("demo"))
                .boundTo("account", "password", 7)
                .toBytes();

        assertThat(EnvelopeCipher.builder(key()).build().decrypt(stored).boundTo("account", "password", 7))
                .isEqualTo(Secret.ofText("demo"));
    }

    @Test
    void saysWhatKmsSaysOfAKeyThatDoesNotExist() {
        KeyEncryptionKey gone =
                open("arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000", port);

        assertThatThrownBy(() -> KeyEncryptionKeys.probe(gone))
                .isInstanceOf(KeyUnavailableException.class)
                .hasMessageContaining("KMS says NotFoundException");
    }

    private static KeyEncryptionKey open(String arn, int port) {
        KeySettings settings = KeySettings.builder()
                .set("access-key-id", "AKIDEXAMPLE")
                .set("secret-access-key", Secret.ofText(SECRET))
                .set("endpoint", "http://127.0.0.1:" + port)
                .set("insecure-plain-http", "true")
                .build();
        return KeyEncryptionKeys.open("aws-kms:" + arn, settings);
    }
}
