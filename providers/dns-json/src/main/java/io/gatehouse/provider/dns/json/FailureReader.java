package io.gatehouse.provider.dns.json;

import io.gatehouse.dns.DnsProviderException.Kind;
import java.time.Duration;
import java.util.Optional;

/** Reads a vendor's errors: what its statuses and codes mean, and where its words stand. */
@FunctionalInterface
public interface FailureReader {

    /**
     * What went wrong.
     *
     * @param words the vendor's, for people; cut short and cleaned before they are shown, empty if there are none
     * @param retryAfter how long to wait, from a vendor that does not say it in {@code Retry-After}
     */
    record Failure(Kind kind, String words, Optional<Duration> retryAfter) {

        /** For the time to wait, the header counts. */
        public Failure(Kind kind, String words) {
            this(kind, words, Optional.empty());
        }
    }

    /**
     * Reads an answer whose status is none of success. Whatever this throws counts as not understood, and the usual is taken.
     *
     * @param usual what the status means by RFC 9110, and the words where most vendors have them
     */
    Failure read(VendorAnswer answer, Failure usual);
}
