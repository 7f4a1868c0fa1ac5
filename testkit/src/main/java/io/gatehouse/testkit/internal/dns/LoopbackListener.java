package io.gatehouse.testkit.internal.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries requests to a {@link NameServer} from one port of 127.0.0.1, by UDP and TCP. */
public final class LoopbackListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackListener.class);
    private static final int MAX_MESSAGE = 65_535;
    /** A port free for UDP is nearly always free for TCP; a second try is rare, a twentieth means something is wrong. */
    private static final int BIND_TRIES = 20;

    private static final int IDLE_CONNECTION_MILLIS = 30_000;
    private static final int CLOSE_SECONDS = 5;

    private final NameServer server;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "gatehouse-testkit-dns");
        thread.setDaemon(true);
        return thread;
    });

    private LoopbackListener(NameServer server, DatagramSocket udp, ServerSocket tcp) {
        this.server = server;
        this.udp = udp;
        this.tcp = tcp;
    }

    /**
     * Binds a free port and starts to answer.
     *
     * @throws IOException if no port can be had
     */
    public static LoopbackListener open(NameServer server) throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
        for (int tries = 1; ; tries++) {
            try {
                return open(server, anyPort);
            } catch (BindException e) {
                if (tries == BIND_TRIES) {
                    throw e;
                }
            }
        }
    }

    /**
     * Binds this address and port and starts to answer.
     *
     * @param address the port 0 takes any that is free for UDP; it may then be taken for TCP
     * @throws BindException if the port is taken, or the machine does not have the address
     * @throws IOException if it cannot be had for another reason
     */
    public static LoopbackListener open(NameServer server, InetSocketAddress address) throws IOException {
        DatagramSocket udp = new DatagramSocket(address);
        ServerSocket tcp = new ServerSocket();
        try {
            tcp.bind(new InetSocketAddress(address.getAddress(), udp.getLocalPort()));
        } catch (IOException e) {
            udp.close();
            tcp.close();
            throw e;
        }
        LoopbackListener listener = new LoopbackListener(server, udp, tcp);
        listener.threads.execute(listener::serveUdp);
        listener.threads.execute(listener::acceptTcp);
        return listener;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort());
    }

    private void serveUdp() {
        byte[] buffer = new byte[MAX_MESSAGE];
        while (!udp.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
                SocketAddress asker = packet.getSocketAddress();
                take(Arrays.copyOf(buffer, packet.getLength()), true, answer -> sendUdp(asker, answer));
            } catch (IOException e) {
                report("UDP", e);
            }
        }
    }

    private void sendUdp(SocketAddress asker, byte[] answer) {
        try {
            udp.send(new DatagramPacket(answer, answer.length, asker));
        } catch (IOException e) {
            report("UDP", e);
        }
    }

    private void acceptTcp() {
        while (!tcp.isClosed()) {
            try {
                Socket connection = tcp.accept();
                connections.add(connection);
                try {
                    threads.execute(() -> serveTcp(connection));
                } catch (RejectedExecutionException closing) {
                    connection.close();
                }
            } catch (IOException e) {
                report("TCP", e);
            }
        }
    }

    private void serveTcp(Socket connection) {
        try (connection;
                DataInputStream in = new DataInputStream(connection.getInputStream());
                OutputStream out = connection.getOutputStream()) {
            connection.setSoTimeout(IDLE_CONNECTION_MILLIS);
            for (int length = readLength(in); length >= 0; length = readLength(in)) {
                if (!take(in.readNBytes(length), false, answer -> sendTcp(out, answer))) {
                    return;
                }
            }
        } catch (IOException e) {
            report("TCP", e);
        } finally {
            connections.remove(connection);
        }
    }

    /** Answers to several questions of one connection may come from several threads, in any order (RFC 7766, section 7). */
    private void sendTcp(OutputStream out, byte[] answer) {
        synchronized (out) {
            try {
                out.write(framed(answer));
            } catch (IOException e) {
                report("TCP", e);
            }
        }
    }

    /** Length and message go out in one packet, as RFC 7766 (section 8) asks. */
    private static byte[] framed(byte[] message) {
        byte[] framed = new byte[message.length + 2];
        framed[0] = (byte) (message.length >>> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        return framed;
    }

    private static int readLength(DataInputStream in) throws IOException {
        int high = in.read();
        return high < 0 ? -1 : (high << 8) | in.readUnsignedByte();
    }

    /** An error of the server's own must show as one, and must not end its thread. */
    private boolean take(byte[] request, boolean overUdp, Consumer<byte[]> reply) {
        try {
            return server.take(request, overUdp, reply);
        } catch (RuntimeException e) {
            LOG.error("A DNS request made the test server fail", e);
            return false;
        }
    }

    private void report(String transport, IOException e) {
        if (!udp.isClosed() && !tcp.isClosed()) {
            LOG.debug("A DNS exchange over {} broke off: {}", transport, e.toString());
        }
    }

    /** Stops answering and lets go of the port; a thread in the middle of accepting holds on to it, so it waits. */
    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            LOG.debug("A socket did not close: {}", e.toString());
        }
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The DNS test server did not stop within {} s; its port may still be taken", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
