package io.gatehouse.postgres;

import io.gatehouse.core.pki.CertificateBundle;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A server that answers one connection by a script, for what no real PostgreSQL does. */
final class ScriptedServer implements AutoCloseable {
    private static final char[] PASSWORD = "in memory only".toCharArray();

    /** What the server does with its connection. */
    @FunctionalInterface
    interface Script<T> {
        T run(Socket socket) throws IOException, GeneralSecurityException;
    }

    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    ScriptedServer() {
        try {
            listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Runs the script on the next connection; the future has what it returned. */
    <T> CompletableFuture<T> next(Script<T> script) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try (Socket socket = listener.accept()) {
                sockets.add(socket);
                done.complete(script.run(socket));
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    /** Runs the script on the next connection. */
    void serve(Script<?> script) {
        CompletableFuture<?> unused = next(script);
    }

    /** Reads the request for TLS and answers. */
    static void answer(Socket socket, String bytes) throws IOException {
        new DataInputStream(socket.getInputStream()).readFully(new byte[8]);
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Agrees to TLS and shakes hands; who wants another protocol or client certificates changes the socket before. */
    static SSLSocket tls(Socket socket, CertificateBundle certificate) throws IOException, GeneralSecurityException {
        answer(socket, "S");
        SSLSocket tls = over(socket, certificate);
        tls.startHandshake();
        return tls;
    }

    static SSLSocket over(Socket socket, CertificateBundle certificate) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store(certificate), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
        tls.setUseClientMode(false);
        return tls;
    }

    /** In the JDK's oldest format: PKCS#12 encrypts so slowly, by design, that a connection would take twice as long. */
    private static KeyStore store(CertificateBundle certificate) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        X509Certificate[] chain = certificate.chain().toArray(X509Certificate[]::new);
        store.setKeyEntry("server", certificate.privateKey(), PASSWORD, chain);
        return store;
    }

    /** Reads the startup packet and refuses the login, as PostgreSQL does with a wrong password. */
    static void refuseLogin(Socket tls) throws IOException {
        readStartup(tls);
        byte[] fields =
                "SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed\0\0".getBytes(StandardCharsets.US_ASCII);
        message(tls, 'E', fields);
    }

    static void readStartup(Socket tls) throws IOException {
        DataInputStream in = new DataInputStream(tls.getInputStream());
        in.readFully(new byte[in.readInt() - 4]);
    }

    static void message(Socket tls, char type, byte[] body) throws IOException {
        OutputStream out = tls.getOutputStream();
        int length = body.length + 4;
        out.write(type);
        out.write(new byte[] {(byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length});
        out.write(body);
        out.flush();
    }

    /** The next byte, or -1 when the client has hung up, politely or not. */
    static int readOrEnd(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException e) {
            return -1;
        }
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
