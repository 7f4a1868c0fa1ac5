package io.gatehouse.testkit.internal.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries requests to an {@link Authority} from one port of 127.0.0.1, by UDP and TCP. */
public final class LoopbackListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackListener.class);
    private static final int MAX_MESSAGE = 65_535;
    /** A port free for UDP is nearly always free for TCP; a second try is rare, a twentieth means something is wrong. */
    private static final int BIND_TRIES = 20;

    private static final int IDLE_CONNECTION_MILLIS = 30_000;
    private static final int CLOSE_SECONDS = 5;

    private final Authority authority;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "gatehouse-testkit-dns");
        thread.setDaemon(true);
        return thread;
    });

    private LoopbackListener(Authority authority, DatagramSocket udp, ServerSocket tcp) {
        this.authority = authority;
        this.udp = udp;
        this.tcp = tcp;
    }

    /**
     * Binds a free port and starts to answer.
     *
     * @throws IOException if no port can be had
     */
    public static LoopbackListener open(Authority authority) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        for (int tries = 1; ; tries++) {
            DatagramSocket udp = new DatagramSocket(0, loopback);
            ServerSocket tcp = new ServerSocket();
            try {
                tcp.bind(new InetSocketAddress(loopback, udp.getLocalPort()));
            } catch (BindException e) {
                udp.close();
                tcp.close();
                if (tries == BIND_TRIES) {
                    throw e;
                }
                continue;
            }
            LoopbackListener listener = new LoopbackListener(authority, udp, tcp);
            listener.threads.execute(listener::serveUdp);
            listener.threads.execute(listener::acceptTcp);
            return listener;
        }
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
                Optional<byte[]> answer = answer(Arrays.copyOf(buffer, packet.getLength()), true);
                if (answer.isPresent()) {
                    udp.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                report("UDP", e);
            }
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
                DataOutputStream out = new DataOutputStream(connection.getOutputStream())) {
            connection.setSoTimeout(IDLE_CONNECTION_MILLIS);
            for (int length = readLength(in); length >= 0; length = readLength(in)) {
                Optional<byte[]> answer = answer(in.readNBytes(length), false);
                if (answer.isEmpty()) {
                    return;
                }
                out.write(framed(answer.get()));
            }
        } catch (IOException e) {
            report("TCP", e);
        } finally {
            connections.remove(connection);
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

    /** A fault of the server's own must show as one, and must not end its thread. */
    private Optional<byte[]> answer(byte[] request, boolean overUdp) {
        try {
            return authority.answer(request, overUdp);
        } catch (RuntimeException e) {
            LOG.error("A DNS request made the test server fail", e);
            return Optional.empty();
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
