package io.gatehouse.provider.dns.route53;

import java.io.IOException;

/** Something answered, and it was not HTTP, or not to its end. */
final class BrokenAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenAnswerException(IOException cause) {
        super(cause);
    }
}
