package io.gatehouse.proxy;

import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import java.util.List;
import java.util.OptionalLong;

/**
 * How large a request's body may be; a larger one is answered 413 (RFC 9110 section 15.5.14).
 *
 * @param bytes the most bytes, 1 or more; empty for no limit, which some servers write as 0
 */
public record BodyLimit(OptionalLong bytes) {
    /**
     * Checks the number.
     *
     * @throws InvalidModelException if it is less than 1
     */
    public BodyLimit {
        if (bytes.isPresent() && bytes.getAsLong() < 1) {
            throw new InvalidModelException(
                    "BodyLimit",
                    List.of(new Problem(
                            "bytes", bytes.getAsLong() + " is too few; give 1 or more, or BodyLimit.unlimited()")));
        }
    }

    /** At most this many bytes. */
    public static BodyLimit bytes(long most) {
        return new BodyLimit(OptionalLong.of(most));
    }

    /** At most this many times 1,048,576 bytes. */
    public static BodyLimit mebibytes(int most) {
        return bytes(Math.multiplyExact((long) most, 1_048_576L));
    }

    /** No limit here: the application decides how large is too large. */
    public static BodyLimit unlimited() {
        return new BodyLimit(OptionalLong.empty());
    }
}
