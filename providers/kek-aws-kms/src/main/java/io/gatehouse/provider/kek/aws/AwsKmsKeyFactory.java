package io.gatehouse.provider.kek.aws;

import io.gatehouse.crypto.KeyEncryptionKey;
import io.gatehouse.crypto.KeyEncryptionKeyFactory;
import io.gatehouse.crypto.KeySetting;
import io.gatehouse.crypto.KeySettings;
import java.net.URI;
import java.net.URISyntaxException;
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

    private static final String ACCESS_KEY = "access-key-id";
    private static final String SECRET_KEY = "secret-access-key";
    private static final String SESSION = "session-token";
    private static final String CREDENTIALS = "credentials";
    private static final String DEFAULT_CHAIN = "aws-default-chain";
    private static final String ENDPOINT = "endpoint";
    private static final String PLAIN_HTTP = "insecure-plain-http";

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
    public List<KeySetting> settings(URI uri) {
        return List.of(
                KeySetting.optional(ACCESS_KEY, "the id of an access key"),
                KeySetting.optional(SECRET_KEY, "the secret of the access key"),
                KeySetting.optional(SESSION, "the session token of temporary credentials"),
                KeySetting.optional(CREDENTIALS, DEFAULT_CHAIN + " to let the SDK look for them"),
                KeySetting.optional(ENDPOINT, "the URL of KMS, if it is not the region's own"),
                KeySetting.optional(PLAIN_HTTP, "true to allow an endpoint without TLS"));
    }

    @Override
    public KeyEncryptionKey open(URI uri, KeySettings settings) {
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

    private static AwsCredentialsProvider credentials(KeySettings settings) {
        Optional<String> accessKey = settings.optional(ACCESS_KEY);
        if (usesDefaultChain(settings)) {
            if (accessKey.isPresent()) {
                throw settings.invalid(CREDENTIALS, "contradicts " + ACCESS_KEY + "; leave one of them out");
            }
            return DefaultCredentialsProvider.builder().build();
        }
        String id = accessKey.orElseThrow(() ->
                settings.invalid(ACCESS_KEY, "is missing; give it, or set " + CREDENTIALS + " to " + DEFAULT_CHAIN));
        String secret = settings.required(SECRET_KEY);
        return StaticCredentialsProvider.create(settings.optional(SESSION)
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(id, secret, token))
                .orElseGet(() -> AwsBasicCredentials.create(id, secret)));
    }

    /** Retries are left to whoever holds the key: two layers of them would multiply. */
    private ClientOverrideConfiguration configuration(KeySettings settings) {
        ClientOverrideConfiguration.Builder configuration = ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.doNotRetry())
                .apiCallTimeout(timeLimit);
        if (!usesDefaultChain(settings)) {
            // Else the SDK reads ~/.aws for settings of its own.
            configuration.defaultProfileFile(ProfileFile.aggregator().build());
        }
        return configuration.build();
    }

    private static boolean usesDefaultChain(KeySettings settings) {
        return settings.optional(CREDENTIALS)
                .map(chain -> {
                    if (!chain.equals(DEFAULT_CHAIN)) {
                        throw settings.invalid(CREDENTIALS, "can only be " + DEFAULT_CHAIN);
                    }
                    return true;
                })
                .orElse(false);
    }

    private static Optional<URI> endpoint(KeySettings settings) {
        return settings.optional(ENDPOINT).map(text -> {
            URI endpoint;
            try {
                endpoint = new URI(text);
            } catch (URISyntaxException e) {
                throw settings.invalid(ENDPOINT, "is not a URL");
            }
            boolean plain = "http".equals(endpoint.getScheme()) && settings.flag(PLAIN_HTTP);
            if (endpoint.getHost() == null
                    || endpoint.getUserInfo() != null
                    || !(plain || "https".equals(endpoint.getScheme()))) {
                throw settings.invalid(
                        ENDPOINT, "is not of the form https://host; for http set " + PLAIN_HTTP + " to true");
            }
            if (plain) {
                LOG.warn(
                        "KMS at {} is called without TLS: whoever is on the way reads the data keys",
                        endpoint.getHost());
            }
            return endpoint;
        });
    }
}
