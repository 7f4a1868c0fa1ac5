package io.gatehouse.benchmark.reload;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A TLS server on this machine that sends one byte after each handshake, and waits for the client to hang up. */
final class HandshakeServer implements AutoCloseable {
    static final int GREETING = 'g';
    private static final int BACKLOG = 256;

    private final ServerSocket socket;
    private final ExecutorService threads;
    private final LongAdder failures = new LongAdder();

    HandshakeServer(SSLContext context, int threads) throws IOException {
        socket = context.getServerSocketFactory().createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        ((SSLServerSocket) socket).setNeedClientAuth(false);
        this.threads = Executors.newFixedThreadPool(threads);
        for (int i = 0; i < threads; i++) {
            this.threads.execute(this::serve);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Connections whose client did not get its byte. */
    long failures() {
        return failures.sum();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                connection.setTcpNoDelay(true);
                greet((SSLSocket) connection);
            } catch (IOException e) {
                // The end: the socket was closed.
            }
        }
    }

    private void greet(SSLSocket connection) {
        try {
            connection.startHandshake();
            connection.getOutputStream().write(GREETING);
        } catch (IOException e) {
            failures.increment();
            return;
        }
        try {
            connection.getInputStream().read();
        } catch (IOException e) {
            // The client has its byte, and resets the connection.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdown();
    }
}
