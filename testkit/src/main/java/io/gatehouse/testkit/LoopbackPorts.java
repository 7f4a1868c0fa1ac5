package io.gatehouse.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Free TCP ports on loopback for programs that must be told one.
 *
 * <p>A port is free when asked for; nothing reserves it after that. Use it at once, and let servers of this JVM bind
 * port 0 instead. Thread-safe.
 */
public final class LoopbackPorts {
    private LoopbackPorts() {}

    /**
     * One free port.
     *
     * @return a port that nobody listens on at 127.0.0.1
     */
    public static int free() {
        return free(1).get(0);
    }

    /**
     * Several free ports, all different.
     *
     * @param count how many
     * @return that many ports that nobody listens on at 127.0.0.1
     */
    public static List<Integer> free(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket();
                held.add(socket);
                socket.bind(new InetSocketAddress(loopback(), 0));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on 127.0.0.1", e);
        } finally {
            held.forEach(LoopbackPorts::release);
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
