package io.gatehouse.benchmark;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLSocketFactory;

/**
 * One HTTP/1.1 connection that is kept: all that a load needs, so that the client costs little beside the server.
 * Connects anew when the server closed it. Not thread-safe.
 */
final class HttpsConnection implements AutoCloseable {
    /** An answer. Header names are in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {}

    private final SSLSocketFactory tls;
    private final URI server;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    HttpsConnection(SSLSocketFactory tls, URI server) throws IOException {
        this.tls = tls;
        this.server = server;
        this.socket = tls.createSocket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    private void connect() throws IOException {
        socket.close();
        socket = tls.createSocket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    Answer get(String url) throws IOException {
        return exchange("GET", url, "");
    }

    Answer post(String url, String jws) throws IOException {
        return exchange("POST", url, jws);
    }

    private Answer exchange(String method, String url, String body) throws IOException {
        String request = method + " " + URI.create(url).getRawPath() + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nUser-Agent: gatehouse-benchmark\r\n"
                + (body.isEmpty() ? "" : "Content-Type: application/jose+json\r\n")
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String statusLine = line();
        Map<String, String> headers = headers();
        String answered = body(headers);
        if ("close".equalsIgnoreCase(headers.get("connection"))) {
            connect();
        }
        return new Answer(Integer.parseInt(statusLine.split(" ", 3)[1]), headers, answered);
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private String body(Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            StringBuilder body = new StringBuilder();
            for (int size = chunk(); size > 0; size = chunk()) {
                body.append(read(size));
                line();
            }
            line();
            return body.toString();
        }
        return read(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    }

    private String read(int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
