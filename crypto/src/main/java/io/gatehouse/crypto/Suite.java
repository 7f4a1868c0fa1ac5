package io.gatehouse.crypto;

import java.util.Optional;

/** The algorithms of an envelope. The header of each names its suite, so that they may stand side by side in a column. */
public enum Suite {
    /**
     * XAES-256-GCM (C2SP) and an HMAC-SHA256 commitment: the default. 2<sup>80</sup> messages under one data key with
     * random nonces.
     */
    XAES_256_GCM(1);

    private static final int VERSION = 1;

    private final int number;

    Suite(int number) {
        this.number = number;
    }

    /** Byte 1 of an envelope: version 1 in the high four bits, the suite in the low four. */
    byte versionAndSuite() {
        return (byte) (VERSION << 4 | number);
    }

    /** The suite of a number that stands in a header. */
    static Optional<Suite> of(int number) {
        for (Suite suite : values()) {
            if (suite.number == number) {
                return Optional.of(suite);
            }
        }
        return Optional.empty();
    }
}
