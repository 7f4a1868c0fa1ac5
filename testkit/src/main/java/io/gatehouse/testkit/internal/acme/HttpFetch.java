package io.gatehouse.testkit.internal.acme;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP/1.1 GET to an address of our choice under a host of the client's: what the JDK's clients, which look the
 * host up themselves, cannot do.
 */
final class HttpFetch {
    private static final int MAX_LINE = 8 * 1024;
    private static final int MAX_BODY = 64 * 1024;
    private static final int MAX_HEADERS = 100;

    /** The part of an answer that http-01 looks at. */
    record Answer(int status, Optional<String> location, String body) {}

    private HttpFetch() {}

    static Answer get(InetSocketAddress address, String authority, String target, Duration limit) throws IOException {
        try (Socket socket = connect(address, limit)) {
            return exchange(socket, authority, target);
        }
    }

    /** Over TLS, whatever certificate the host shows. */
    static Answer getOverTls(InetSocketAddress address, String host, String authority, String target, Duration limit)
            throws IOException {
        try (Socket plain = connect(address, limit);
                Socket tls = AnyServerTls.socketFactory().createSocket(plain, host, address.getPort(), true)) {
            return exchange(tls, authority, target);
        }
    }

    private static Socket connect(InetSocketAddress address, Duration limit) throws IOException {
        int millis = Math.toIntExact(limit.toMillis());
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(millis);
            socket.connect(address, millis);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Answer exchange(Socket socket, String authority, String target) throws IOException {
        String request = "GET " + target + " HTTP/1.1\r\nHost: " + authority
                + "\r\nUser-Agent: gatehouse-testkit-ca\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return read(new BufferedInputStream(socket.getInputStream()));
    }

    private static Answer read(InputStream in) throws IOException {
        int status = status(line(in));
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == MAX_HEADERS) {
                throw new ProtocolException("not an HTTP header: \"" + line + "\"");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Answer(status, Optional.ofNullable(headers.get("location")), body(in, headers));
    }

    private static int status(String line) throws ProtocolException {
        if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
            throw new ProtocolException("not an HTTP/1.1 status line: \"" + line + "\"");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static String body(InputStream in, Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String length = headers.get("content-length");
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            for (int chunk = number(line(in), 16); chunk > 0; chunk = number(line(in), 16)) {
                copy(in, chunk, body);
                line(in);
            }
        } else if (length != null) {
            copy(in, number(length, 10), body);
        } else {
            body.write(in.readNBytes(MAX_BODY));
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private static void copy(InputStream in, int count, ByteArrayOutputStream body) throws IOException {
        if (count > MAX_BODY - body.size()) {
            throw new ProtocolException("a body of more than " + MAX_BODY + " bytes");
        }
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the body ends early");
        }
        body.write(bytes);
    }

    private static int number(String text, int radix) throws ProtocolException {
        try {
            int number = Integer.parseInt(text.split(";", 2)[0].strip(), radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, for negative numbers too.
        }
        throw new ProtocolException("not a length: \"" + text + "\"");
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new EOFException("the answer ends within its headers");
            }
            if (line.size() == MAX_LINE) {
                throw new ProtocolException("a line of more than " + MAX_LINE + " bytes");
            }
            line.write(read);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
