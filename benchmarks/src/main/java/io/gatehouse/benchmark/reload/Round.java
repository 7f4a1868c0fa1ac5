package io.gatehouse.benchmark.reload;

/**
 * What a round of handshakes came to.
 *
 * @param handshakes those that succeeded with a certificate that was right
 * @param failures those that did not
 * @param wrong those that presented a certificate which was not in service
 * @param seconds by the clock
 * @param processorSeconds of the whole JVM: clients, server, renewals, compiler and collector
 */
record Round(long handshakes, long failures, long wrong, double seconds, double processorSeconds) {
    static final Round NONE = new Round(0, 0, 0, 0, 0);

    Round plus(Round other) {
        return new Round(
                handshakes + other.handshakes,
                failures + other.failures,
                wrong + other.wrong,
                seconds + other.seconds,
                processorSeconds + other.processorSeconds);
    }

    /** How many handshakes were begun. */
    long all() {
        return handshakes + failures + wrong;
    }

    /** Good handshakes in a second. */
    double byClock() {
        return handshakes / seconds;
    }

    /** Good handshakes in a second of processor time. */
    double byProcessor() {
        return handshakes / processorSeconds;
    }
}
