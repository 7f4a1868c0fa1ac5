package io.gatehouse.provider.kek.aws;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * Opens {@code aws-kms:arn:aws:kms:REGION:ACCOUNT:key/ID}.
 *
 * <p>Credentials are the settings {@code access-key-id} and {@code secret-access-key}, with {@code session-token} where they
 * are temporary; or {@code credentials} says {@code aws-default-chain}, and the SDK looks for them where it always does: in
 * the environment, in files, in the container or the machine.
 */
public final class AwsKmsKeyFactory implements KeyEncryptionKeyFactory {
    private static final Logger LOG = LoggerFactory.getLogger(AwsKmsKeyFactory.class);

    private static final Setting<String> ACCESS_KEY = Setting.text("access-key-id", "the id of an access key");
    private static final Setting<Secret> SECRET_KEY =
            Setting.token("secret-access-key", "the secret of the access key");
    private static final Setting<Secret> SESSION =
            Setting.token("session-token", "the session token of temporary credentials");
    private static final Setting<Credentials> CREDENTIALS =
            Setting.choice("credentials", "who looks for them: the SDK", Credentials.class);
    private static final Setting<URI> ENDPOINT =
            Setting.url("endpoint", "the URL of KMS, if it is not the region's own");
    private static final Setting<Boolean> PLAIN_HTTP =
            Setting.flag("insecure-plain-http", "true to allow an endpoint without TLS");

    /** Where the SDK takes credentials from when none are given. */
    private enum Credentials {
        AWS_DEFAULT_CHAIN
    }

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final Duration timeLimit;

    /** Used by the service loader. KMS answers within 100 ms or so; a caller of encrypt must not wait for a dead one. */
    public AwsKmsKeyFactory() {
        this(Duration.ofSeconds(5));
    }

    AwsKmsKeyFactory(Duration timeLimit) {
        this.timeLimit = timeLimit;
    }

    @Override
    public String scheme() {
        return "aws-kms";
    }

    @Override
    public List<Setting<?>> settings(URI uri) {
        return List.of(ACCESS_KEY, SECRET_KEY, SESSION, CREDENTIALS, ENDPOINT, PLAIN_HTTP);
    }

    @Override
    public KeyEncryptionKey open(URI uri, Settings settings) {
        KeyArn arn = KeyArn.parse(uri);
        KmsClientBuilder client = KmsClient.builder()
                .region(Region.of(arn.region()))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(timeLimit))
                .credentialsProvider(credentials(settings))
                .overrideConfiguration(configuration(settings));
        endpoint(settings).ifPresent(client::endpointOverride);
        return new AwsKmsKey(arn, client.build(), timeLimit);
    }

    private static AwsCredentialsProvider credentials(Settings settings) {
        Optional<String> accessKey = settings.find(ACCESS_KEY);
        if (settings.find(CREDENTIALS).isPresent()) {
            if (accessKey.isPresent()) {
                throw settings.invalid(CREDENTIALS, "contradicts access-key-id; leave one of them out");
            }
            return DefaultCredentialsProvider.builder().build();
        }
        String id = accessKey.orElseThrow(
                () -> settings.invalid(ACCESS_KEY, "is missing; give it, or set credentials to aws-default-chain"));
        String secret = settings.get(SECRET_KEY).exposeText();
        return StaticCredentialsProvider.create(settings.find(SESSION)
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(id, secret, token.exposeText()))
                .orElseGet(() -> AwsBasicCredentials.create(id, secret)));
    }

    /** Retries are left to whoever holds the key: two layers of them would multiply. */
    private ClientOverrideConfiguration configuration(Settings settings) {
        ClientOverrideConfiguration.Builder configuration = ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.doNotRetry())
                .apiCallTimeout(timeLimit);
        if (settings.find(CREDENTIALS).isEmpty()) {
            // Else the SDK reads ~/.aws for settings of its own.
            configuration.defaultProfileFile(ProfileFile.aggregator().build());
        }
        return configuration.build();
    }

    private static Optional<URI> endpoint(Settings settings) {
        return settings.find(ENDPOINT).map(endpoint -> {
            if ("http".equals(endpoint.getScheme())) {
                if (!settings.get(PLAIN_HTTP)) {
                    throw settings.invalid(
                            ENDPOINT, "is not of the form https://host; for http set insecure-plain-http to true");
                }
                LOG.warn(
                        "KMS at {} is called without TLS: whoever is on the way reads the data keys",
                        endpoint.getHost());
            }
            return endpoint;
        });
    }
}
