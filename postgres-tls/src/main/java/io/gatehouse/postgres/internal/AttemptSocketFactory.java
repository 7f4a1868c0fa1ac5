package io.gatehouse.postgres.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Properties;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** What pgjdbc makes from the class name in {@code sslfactory}: it leads to the {@link ConnectionAttempt} it is for. */
public final class AttemptSocketFactory extends SSLSocketFactory {
    private final ConnectionAttempt attempt;

    /**
     * Called by pgjdbc.
     *
     * @param properties of the connection; {@code sslfactoryarg} is the attempt's handle
     */
    public AttemptSocketFactory(Properties properties) {
        this.attempt = ConnectionAttempt.byHandle(properties.getProperty("sslfactoryarg"));
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        if (plain instanceof ClearSocket clear) {
            clear.beginTls();
        }
        SSLSocket socket = attempt.tls().wrap(plain, host, port, attempt::serverTrusted);
        attempt.opened(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw layersOnly();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw layersOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw layersOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        throw layersOnly();
    }

    private static IOException layersOnly() {
        return new IOException("this factory only puts TLS over a connected socket");
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return new String[0];
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return new String[0];
    }
}
