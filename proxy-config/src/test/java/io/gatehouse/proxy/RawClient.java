package io.gatehouse.proxy;

import io.gatehouse.core.pki.CertificateBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** An HTTP/1.1 client that sends exactly what it is told: any server name, any Host, any header. Immutable. */
final class RawClient {
    private final X509Certificate root;
    private final Optional<CertificateBundle> certificate;
    private final InetAddress source;
    private final SSLContext context;

    /** A client without a certificate that trusts one authority. */
    RawClient(X509Certificate root) {
        this(root, Optional.empty(), InetAddress.getLoopbackAddress());
    }

    private RawClient(X509Certificate root, Optional<CertificateBundle> certificate, InetAddress source) {
        this.root = root;
        this.certificate = certificate;
        this.source = source;
        this.context = context(root, certificate);
    }

    /** The same client, with a certificate to show to whoever asks for one. */
    RawClient withCertificate(CertificateBundle shown) {
        return new RawClient(root, Optional.of(shown), source);
    }

    /** The same client, from another address of this machine, such as 127.0.0.2. */
    RawClient from(String address) throws UnknownHostException {
        return new RawClient(root, certificate, InetAddress.getByName(address));
    }

    SSLContext context() {
        return context;
    }

    /** A verified TLS connection to this machine for a server name. */
    SSLSocket connect(String serverName, int port) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port, source, 0);
        plain.setSoTimeout(20_000);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, serverName, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(serverName)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    static Socket plain(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    Answer getOverTls(String serverName, int port, String host, String path, String... headers) throws IOException {
        try (Socket socket = connect(serverName, port)) {
            return ask(socket, host, path, headers);
        }
    }

    /** Sends a body, and reads the answer even if it comes before the body was taken. */
    Answer postOverTls(String serverName, int port, String host, String path, int bodyLength) throws IOException {
        try (Socket socket = connect(serverName, port)) {
            String head = "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: " + bodyLength
                    + "\r\nConnection: close\r\n\r\n";
            BackEnd.write(socket.getOutputStream(), head + "x".repeat(bodyLength));
            return answer(socket);
        }
    }

    static Answer getInClear(int port, String host, String path) throws IOException {
        try (Socket socket = plain(port)) {
            return ask(socket, host, path);
        }
    }

    /** Reads until a text has come, and no further. */
    static String readUntil(InputStream in, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended before \"" + text + "\", after: " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    private static Answer ask(Socket socket, String host, String path, String... headers) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + lines(headers)
                + (String.join("", headers).contains("Connection:") ? "" : "Connection: close\r\n") + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return answer(socket);
    }

    private static Answer answer(Socket socket) throws IOException {
        byte[] answer = socket.getInputStream().readAllBytes();
        if (answer.length == 0) {
            throw new IOException("closed without an answer");
        }
        return new Answer(new String(answer, StandardCharsets.ISO_8859_1));
    }

    private static SSLContext context(X509Certificate root, Optional<CertificateBundle> certificate) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("root", root);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(certificate.map(RawClient::keys).orElse(null), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Always this certificate, also where the server names other authorities: it is for the server to refuse it. */
    private static KeyManager[] keys(CertificateBundle certificate) {
        return new KeyManager[] {new OneCertificate(certificate)};
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    /**
     * What came back, as it came.
     *
     * @param text head and body
     */
    record Answer(String text) {
        int status() {
            return Integer.parseInt(text.split(" ", 3)[1]);
        }

        List<String> header(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return text.substring(0, text.indexOf("\r\n\r\n"))
                    .lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .toList();
        }

        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }

        /** The body's bytes, out of the chunks (RFC 9112, section 7.1) if it came in such; still compressed if it is. */
        byte[] content() {
            if (!header("Transfer-Encoding").contains("chunked")) {
                return body().getBytes(StandardCharsets.ISO_8859_1);
            }
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            String rest = body();
            while (true) {
                int line = rest.indexOf("\r\n");
                int size = Integer.parseInt(rest.substring(0, line), 16);
                if (size == 0) {
                    return content.toByteArray();
                }
                content.writeBytes(rest.substring(line + 2, line + 2 + size).getBytes(StandardCharsets.ISO_8859_1));
                rest = rest.substring(line + 2 + size + 2);
            }
        }
    }
}
