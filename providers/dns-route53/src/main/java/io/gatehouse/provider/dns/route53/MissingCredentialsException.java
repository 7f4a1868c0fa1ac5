package io.gatehouse.provider.dns.route53;

import software.amazon.awssdk.core.exception.SdkClientException;

/** The SDK's chain found no credentials, so nothing was sent. */
final class MissingCredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingCredentialsException(SdkClientException cause) {
        super(cause.getMessage(), cause);
    }
}
