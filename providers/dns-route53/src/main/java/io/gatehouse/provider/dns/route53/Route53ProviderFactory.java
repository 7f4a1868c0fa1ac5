package io.gatehouse.provider.dns.route53;

import io.gatehouse.core.Secret;
import io.gatehouse.core.spi.Setting;
import io.gatehouse.core.spi.Settings;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderFactory;
import io.gatehouse.dns.RequestPace;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.Route53ClientBuilder;

/**
 * Makes the provider {@code route53}.
 *
 * <p>Credentials are the settings {@code access-key-id} and {@code secret-access-key}, with {@code session-token} where they
 * are temporary; or {@code credentials} says {@code aws-default-chain}, and the SDK looks for them where it always does: in
 * the environment, in files, in the container or the machine. They must be allowed {@code route53:ListResourceRecordSets},
 * {@code route53:ChangeResourceRecordSets} and {@code route53:GetChange}, and {@code route53:ListHostedZonesByName} and {@code
 * route53:ListHostedZones}; with {@code hosted-zone-id}, {@code route53:GetHostedZone} instead of the last two.
 */
public final class Route53ProviderFactory implements DnsProviderFactory {
    /** The name of the provider. */
    static final String NAME = "route53";

    private static final Logger LOG = LoggerFactory.getLogger(Route53ProviderFactory.class);
    private static final Pattern ZONE_ID = Pattern.compile("(?:/hostedzone/)?([A-Z0-9]{1,32})");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{2,32}");
    private static final String COMMERCIAL = "aws";
    private static final Pattern RATE = Pattern.compile("[1-9][0-9]{0,3}");

    private static final Setting<String> ACCESS_KEY = Setting.text(
                    "access-key-id", "the id of an access key, unless credentials")
            .environment("AWS_ACCESS_KEY_ID");
    private static final Setting<Secret> SECRET_KEY =
            Setting.token("secret-access-key", "the secret of the access key").environment("AWS_SECRET_ACCESS_KEY");
    private static final Setting<Secret> SESSION = Setting.token(
                    "session-token", "the session token of temporary credentials")
            .environment("AWS_SESSION_TOKEN");
    private static final Setting<Credentials> CREDENTIALS =
            Setting.choice("credentials", "who looks for them: the SDK", Credentials.class);
    private static final Setting<String> ZONE = Setting.of(
                    "hosted-zone-id",
                    "the id of the one hosted zone to write, where several have its name or no others may be listed",
                    "the id that Route 53 gave it, such as Z0123456789ABCDEFGHIJ",
                    text -> matched(ZONE_ID, text).group(1))
            .environment("AWS_HOSTED_ZONE_ID");
    /** Route 53 has one endpoint in each partition, and the region names the partition. */
    private static final Setting<Region> REGION_OF = Setting.of(
                    "region",
                    "a region of the partition, if it is not the commercial one",
                    "the name of a region, such as cn-north-1",
                    text -> Region.of(matched(REGION, text).group()))
            .byDefault("us-east-1")
            .environment("AWS_REGION");
    /** What an account has for all of its callers together. */
    private static final Setting<Integer> REQUESTS = Setting.of(
                    "requests-per-second",
                    "how many requests to send within any second",
                    "a whole number from 1 to 9999",
                    text -> Integer.valueOf(matched(RATE, text).group()))
            .byDefault("10");
    /** Route 53 answers within a second or so, also to a large batch. */
    private static final Setting<Duration> TIMEOUT = Setting.duration(
                    "timeout", "how long to wait for the answer to one request")
            .byDefault("10s");

    private static final Setting<URI> ENDPOINT =
            Setting.url("endpoint", "the URL of Route 53, if it is not the partition's own");
    private static final Setting<Boolean> PLAIN_HTTP =
            Setting.flag("insecure-plain-http", "true to allow an endpoint without TLS");

    /** Where the SDK takes credentials from when none are given. */
    private enum Credentials {
        AWS_DEFAULT_CHAIN
    }

    /** A change takes some ten seconds, and up to a minute, to reach all servers. */
    private final Duration pollingPause;

    /** Used by the service loader. */
    public Route53ProviderFactory() {
        this(Duration.ofSeconds(2));
    }

    Route53ProviderFactory(Duration pollingPause) {
        this.pollingPause = pollingPause;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(
                ACCESS_KEY, SECRET_KEY, SESSION, CREDENTIALS, ZONE, REGION_OF, REQUESTS, TIMEOUT, ENDPOINT, PLAIN_HTTP);
    }

    @Override
    public DnsProvider create(Settings settings) {
        int rate = settings.get(REQUESTS);
        Duration timeout = settings.get(TIMEOUT);
        RequestPace pace = new RequestPace(rate);
        Route53ClientBuilder client = Route53Client.builder()
                .region(signedFor(settings.get(REGION_OF)))
                .httpClient(new PacedHttp(pace, timeout))
                .credentialsProvider(credentials(settings))
                .overrideConfiguration(configuration(settings));
        endpoint(settings).ifPresent(client::endpointOverride);
        Calls calls = new Calls(client.build(), new Failures(timeout, Clock.systemUTC()));
        return new Route53Provider(calls, settings.find(ZONE), rate, pollingPause);
    }

    /** Wherever the caller is. The SDK does so by itself, except where it is given the endpoint. */
    private static Region signedFor(Region region) {
        return PartitionMetadata.of(region).id().equals(COMMERCIAL) ? Region.US_EAST_1 : region;
    }

    private static AwsCredentialsProvider credentials(Settings settings) {
        Optional<String> accessKey = settings.find(ACCESS_KEY);
        if (settings.find(CREDENTIALS).isPresent()) {
            if (accessKey.isPresent()) {
                throw settings.invalid(CREDENTIALS, "contradicts access-key-id; leave one of them out");
            }
            return chain();
        }
        String id = accessKey.orElseThrow(
                () -> settings.invalid(ACCESS_KEY, "is missing; give it, or set credentials to aws-default-chain"));
        String secret = settings.get(SECRET_KEY).exposeText();
        return StaticCredentialsProvider.create(settings.find(SESSION)
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(id, secret, token.exposeText()))
                .orElseGet(() -> AwsBasicCredentials.create(id, secret)));
    }

    private static AwsCredentialsProvider chain() {
        DefaultCredentialsProvider chain = DefaultCredentialsProvider.builder().build();
        return () -> {
            try {
                return chain.resolveCredentials();
            } catch (SdkClientException e) {
                throw new MissingCredentialsException(e);
            }
        };
    }

    /** Whoever calls a provider tries again, and knows how often. */
    private static ClientOverrideConfiguration configuration(Settings settings) {
        ClientOverrideConfiguration.Builder configuration =
                ClientOverrideConfiguration.builder().retryStrategy(AwsRetryStrategy.doNotRetry());
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
                        "Route 53 at {} is called without TLS: whoever is on the way can change its answers",
                        endpoint.getHost());
            }
            return endpoint;
        });
    }

    private static Matcher matched(Pattern form, String text) {
        Matcher matcher = form.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Not of the form");
        }
        return matcher;
    }
}
