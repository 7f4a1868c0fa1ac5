package io.gatehouse.provider.dns.route53;

import io.gatehouse.core.http.RetryAfter;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Says what a failure of the SDK's means, without showing a credential. */
final class Failures {
    private static final Set<String> BAD_CREDENTIALS = Set.of(
            "AuthFailure",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "MissingAuthenticationToken",
            "RequestExpired",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException");
    private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z]{1,64})</Code>");
    private static final String NO_SUCH_ZONE = "NoSuchHostedZone";
    /** Another change of the same zone is under way. */
    private static final String PRIOR_REQUEST = "PriorRequestNotComplete";

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERRORS = 500;
    private static final int LONGEST_QUOTE = 300;

    private final Duration timeout;
    private final Clock clock;

    Failures(Duration timeout, Clock clock) {
        this.timeout = timeout;
        this.clock = clock;
    }

    static DnsProviderException of(Kind kind, String message) {
        return of(kind, message, null);
    }

    static DnsProviderException of(Kind kind, String message, @Nullable Throwable cause) {
        return new DnsProviderException(Route53ProviderFactory.NAME, kind, message, cause, null);
    }

    /**
     * Route 53, or something in its place, answered with an error. The SDK's exception is no cause of ours: it quotes all that
     * was answered.
     */
    DnsProviderException answered(String action, AwsServiceException e) {
        @Nullable AwsErrorDetails details = e.awsErrorDetails();
        @Nullable String code = details == null ? null : code(details);
        Kind kind = kind(e, code);
        String said = "Route 53 answered " + (code == null ? "status " + e.statusCode() : code)
                + (kind == Kind.BAD_CREDENTIALS ? "" : quoted(details)) + " to " + action
                + (e.requestId() == null ? "" : ", request " + e.requestId());
        return new DnsProviderException(
                Route53ProviderFactory.NAME, kind, said + "; " + advice(kind, action), null, retryAfter(details));
    }

    /** Servers that stand in for Route 53 put the errors of credentials into EC2's envelope, which the SDK does not open. */
    private static @Nullable String code(AwsErrorDetails details) {
        if (details.errorCode() != null || details.rawResponse() == null) {
            return details.errorCode();
        }
        Matcher code = CODE.matcher(new String(details.rawResponse().asByteArray(), StandardCharsets.UTF_8));
        return code.find() ? code.group(1) : null;
    }

    private static Kind kind(AwsServiceException e, @Nullable String code) {
        if (e.isThrottlingException() || e.statusCode() == TOO_MANY_REQUESTS || PRIOR_REQUEST.equals(code)) {
            return Kind.RATE_LIMITED;
        }
        if (e.statusCode() >= SERVER_ERRORS) {
            return Kind.SERVER_FAILED;
        }
        if (code == null) {
            return Kind.MALFORMED_ANSWER;
        }
        if (BAD_CREDENTIALS.contains(code)) {
            return Kind.BAD_CREDENTIALS;
        }
        return code.equals(NO_SUCH_ZONE) ? Kind.NO_SUCH_ZONE : Kind.REFUSED;
    }

    private static String advice(Kind kind, String action) {
        return switch (kind) {
            case RATE_LIMITED -> "others of the account call it too, so wait, or lower requests-per-second";
            case SERVER_FAILED -> "try again later";
            case MALFORMED_ANSWER -> "find out what answers in the place of Route 53";
            case BAD_CREDENTIALS ->
                "check access-key-id, secret-access-key, and session-token where the credentials are temporary,"
                        + " and that the clock is right";
            case NO_SUCH_ZONE -> "it may have been deleted, or be another account's";
            default ->
                "allow the credentials route53:" + action.substring(0, (action + " ").indexOf(' '))
                        + ", if that is what it refuses";
        };
    }

    /** What AWS says to a signature that does not match is not quoted: it holds the headers, and so the session token. */
    private static String quoted(@Nullable AwsErrorDetails details) {
        if (details == null || details.errorMessage() == null) {
            return "";
        }
        String line = details.errorMessage().replaceAll("\\p{Cntrl}+", " ").strip();
        return " (" + (line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "…" : line) + ")";
    }

    private @Nullable Duration retryAfter(@Nullable AwsErrorDetails details) {
        if (details == null || details.sdkHttpResponse() == null) {
            return null;
        }
        HttpHeaders headers = HttpHeaders.of(details.sdkHttpResponse().headers(), (name, value) -> true);
        return RetryAfter.of(headers, clock.instant()).orElse(null);
    }

    /** No answer, or none that can be read. */
    DnsProviderException unanswered(String action, RuntimeException e) {
        if (Thread.currentThread().isInterrupted()) {
            return of(
                    Kind.CANCELLED,
                    "interrupted before Route 53 answered to " + action + "; whether it did it is not known",
                    e);
        }
        if (find(MissingCredentialsException.class, e) != null) {
            return of(
                    Kind.BAD_CREDENTIALS,
                    "the SDK's chain finds no credentials for " + action
                            + "; give access-key-id and secret-access-key, or make them known where it looks",
                    e);
        }
        if (find(BrokenAnswerException.class, e) == null && find(IOException.class, e) != null) {
            return of(
                    Kind.UNREACHABLE,
                    "no answer from Route 53 to " + action + " within " + timeout + " (" + find(IOException.class, e)
                            + "); check the network, its proxy and the setting endpoint",
                    e);
        }
        return of(
                Kind.MALFORMED_ANSWER,
                "the answer to " + action + " is broken off, or none of the API; find out what answers in the place of"
                        + " Route 53",
                e);
    }

    private static <E extends Throwable> @Nullable E find(Class<E> type, Throwable in) {
        for (Throwable each = in; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        return null;
    }
}
