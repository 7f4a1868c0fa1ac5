package io.gatehouse.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One sign that a started program is ready.
 *
 * @param what what is waited for, for the error message
 * @param sign asked with the log so far
 * @param mustBeSilentBefore whether the sign, seen before the start, would be another program's
 */
record Readiness(String what, Predicate<Supplier<String>> sign, boolean mustBeSilentBefore) {
    private static final int CONNECT_LIMIT_MILLIS = 500;

    static Readiness listening(int port) {
        return new Readiness("port " + port + " of 127.0.0.1 accepts", log -> accepts(port), true);
    }

    static Readiness logged(String text) {
        return new Readiness("\"" + text + "\" is logged", log -> log.get().contains(text), false);
    }

    static Readiness probe(String what, BooleanSupplier probe) {
        return new Readiness(what, log -> holds(probe), false);
    }

    boolean seen(Supplier<String> log) {
        return sign.test(log);
    }

    private static boolean holds(BooleanSupplier probe) {
        try {
            return probe.getAsBoolean();
        } catch (RuntimeException notReady) {
            return false;
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            socket.connect(new InetSocketAddress(loopback, port), CONNECT_LIMIT_MILLIS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
