package io.gatehouse.provider.dns.route53;

import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.route53.Route53Client;

/**
 * Calls of the SDK's, whose failures become those of a DNS provider.
 *
 * <p>Safe for use by many threads.
 */
final class Calls implements AutoCloseable {
    private final Route53Client client;
    private final Failures failures;

    Calls(Route53Client client, Failures failures) {
        this.client = client;
        this.failures = failures;
    }

    /**
     * Makes one call.
     *
     * @param action its name in IAM, and what it is about, to follow "answered to"
     * @throws DnsProviderException if it fails
     */
    <T> T make(String action, Function<Route53Client, T> call) {
        try {
            return call.apply(client);
        } catch (AwsServiceException e) {
            throw failures.answered(action, e);
        } catch (SdkException | MissingCredentialsException e) {
            throw failures.unanswered(action, e);
        }
    }

    /** Something answered that is no answer of Route 53. */
    static DnsProviderException malformed(String action, String what) {
        return Failures.of(
                Kind.MALFORMED_ANSWER,
                "the answer to " + action + " " + what + "; find out what answers in the place of Route 53");
    }

    @Override
    public void close() {
        client.close();
    }
}
