package io.gatehouse.acme.tlsalpn01;

import io.gatehouse.acme.ChallengeSolverException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TLS server that does the handshake of {@code acme-tls/1} and nothing else (RFC 8737, section 3). */
final class ChallengeListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChallengeListener.class);
    private static final int LIMIT_MILLIS =
            Math.toIntExact(Duration.ofSeconds(10).toMillis());

    private final SSLServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "gatehouse-tlsalpn01");
        thread.setDaemon(true);
        return thread;
    });

    /** @throws ChallengeSolverException if the address cannot be listened on */
    ChallengeListener(InetSocketAddress address, X509ExtendedKeyManager keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, null, null);
            socket = (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {TlsAlpn01Solver.PROTOCOL});
            socket.setSSLParameters(parameters);
            bind(address);
        } catch (GeneralSecurityException | IOException e) {
            throw new ChallengeSolverException(
                    "Cannot listen on " + address.getAddress().getHostAddress() + " port " + address.getPort() + ": "
                            + e.getMessage() + ". If the service itself has the port, use TlsAlpn01Solver.inService();"
                            + " if it is below 1024, this process needs the right to bind it.",
                    e);
        }
        threads.execute(this::accept);
    }

    private void bind(InetSocketAddress address) throws IOException {
        try {
            socket.bind(address);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                SSLSocket connection = (SSLSocket) socket.accept();
                threads.execute(() -> handshake(connection));
            } catch (IOException | RejectedExecutionException e) {
                // Closed, or a connection that was gone before it was taken.
                LOG.debug("No connection was taken: {}", e.toString());
            }
        }
    }

    private static void handshake(SSLSocket connection) {
        try (connection) {
            connection.setSoTimeout(LIMIT_MILLIS);
            connection.startHandshake();
        } catch (IOException e) {
            LOG.debug("A handshake with {} failed: {}", connection.getRemoteSocketAddress(), e.toString());
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("The listener did not close: {}", e.toString());
        }
        threads.shutdownNow();
    }
}
