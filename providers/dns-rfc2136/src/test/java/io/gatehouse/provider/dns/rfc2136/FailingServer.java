package io.gatehouse.provider.dns.rfc2136;

import io.gatehouse.dns.contract.DnsProviderFaultContract.Fault;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;

/** Stands before a name server and hands datagrams on, unless it is told to fail. */
final class FailingServer implements AutoCloseable {
    private static final int MOST_BYTES = 65_535;

    private final InetSocketAddress behind;
    private final DatagramSocket socket;
    private final AtomicReference<@Nullable Fault> fault = new AtomicReference<>();
    private final AtomicBoolean isOnce = new AtomicBoolean();
    private final Semaphore unanswered = new Semaphore(0);
    private final Thread thread = new Thread(this::serve, "failing-server");

    FailingServer(InetSocketAddress behind) throws SocketException {
        this.behind = behind;
        this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    void failWith(Fault next) {
        isOnce.set(false);
        fault.set(next);
    }

    void failOnceWith(Fault next) {
        isOnce.set(true);
        fault.set(next);
    }

    void work() {
        fault.set(null);
        unanswered.drainPermits();
    }

    void awaitUnansweredRequest() throws InterruptedException {
        if (!unanswered.tryAcquire(1, TimeUnit.MINUTES)) {
            throw new AssertionError("no request came");
        }
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                if (answer.length > 0) {
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // Closed, or the server behind did not answer: silence either way.
            }
        }
    }

    private byte[] answer(byte[] query) throws IOException {
        Fault now = fault.get();
        if (now == null) {
            return exchange(query);
        }
        if (now == Fault.SILENCE) {
            unanswered.release();
            return new byte[0];
        }
        if (isOnce.get()) {
            fault.set(null);
        }
        return switch (now) {
            case SERVER_ERROR -> failure(query);
            case ANOTHER_PROTOCOL -> page(query);
            case HALF_AN_ANSWER -> half(failure(query));
            default -> throw new IllegalStateException("DNS knows no " + now);
        };
    }

    private static byte[] failure(byte[] query) throws IOException {
        Message answer = new Message(new Message(query).getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setOpcode(Opcode.UPDATE);
        answer.getHeader().setRcode(Rcode.SERVFAIL);
        return answer.toWire();
    }

    /** With the two bytes in front by which a client knows the answer to its question. */
    private static byte[] page(byte[] query) {
        byte[] page = "..<html><body>Bad Gateway</body></html>".getBytes(StandardCharsets.US_ASCII);
        page[0] = query[0];
        page[1] = query[1];
        return page;
    }

    private static byte[] half(byte[] answer) {
        return Arrays.copyOf(answer, answer.length / 2);
    }

    private byte[] exchange(byte[] query) throws IOException {
        try (DatagramSocket client = new DatagramSocket()) {
            client.setSoTimeout(5_000);
            client.send(new DatagramPacket(query, query.length, behind));
            DatagramPacket packet = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
            client.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
