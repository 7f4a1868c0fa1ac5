package io.gatehouse.postgres.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Properties;
import javax.net.SocketFactory;

/** What pgjdbc makes from the class name in {@code socketFactory}: the TCP sockets of a {@link ConnectionAttempt}. */
public final class AttemptPlainSockets extends SocketFactory {
    private final ConnectionAttempt attempt;

    /**
     * Called by pgjdbc.
     *
     * @param properties of the connection; {@code sslfactoryarg} is the attempt's handle
     */
    public AttemptPlainSockets(Properties properties) {
        this.attempt = ConnectionAttempt.byHandle(properties.getProperty("sslfactoryarg"));
    }

    @Override
    public Socket createSocket() throws IOException {
        return attempt.socket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        throw unconnectedOnly();
    }

    private static IOException unconnectedOnly() {
        return new IOException("this factory only makes sockets that the driver connects");
    }
}
