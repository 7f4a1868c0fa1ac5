package io.gatehouse.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Scanner;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Free TCP ports on loopback for programs that must be told one.
 *
 * <p>A port is free when asked for; nothing reserves it after that. So the ports lie where no operating system takes them
 * for connections of its own (RFC 6335 section 6 has those begin at 49152, Linux at 32768): between asking and binding,
 * any client of this machine would otherwise take one now and then. None is given twice in one JVM until all were. Let
 * servers of this JVM bind port 0 instead where they can. Thread-safe.
 */
public final class LoopbackPorts {
    private static final int FIRST = 10_000;
    private static final int COUNT = Math.max(1_000, Math.min(32_000, firstOfTheSystem()) - FIRST);
    /** Each JVM begins elsewhere, so that two at once seldom look at the same port. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private LoopbackPorts() {}

    /**
     * One free port.
     *
     * @return a port that nobody listens on at 127.0.0.1
     * @throws IllegalStateException if every port of the range is taken
     */
    public static int free() {
        for (int tries = 0; tries < COUNT; tries++) {
            int port = FIRST + NEXT.getAndUpdate(last -> (last + 1) % COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No port from " + FIRST + " to " + (FIRST + COUNT - 1)
                + " is free on 127.0.0.1. See what listens there.");
    }

    /**
     * Several free ports, all different.
     *
     * @param count how many
     * @return that many ports that nobody listens on at 127.0.0.1
     * @throws IllegalStateException if every port of the range is taken
     */
    public static List<Integer> free(int count) {
        return Stream.generate(LoopbackPorts::free).limit(count).toList();
    }

    /** Where Linux begins to take ports for connections: in some containers below its own default. */
    private static int firstOfTheSystem() {
        // In one read: the kernel gives nothing more to whoever reads such a file piece by piece.
        try (Scanner range =
                new Scanner(Path.of("/proc/sys/net/ipv4/ip_local_port_range"), StandardCharsets.US_ASCII)) {
            return range.nextInt();
        } catch (IOException | NoSuchElementException e) {
            return Integer.MAX_VALUE;
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(loopback(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
