package io.gatehouse.proxy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The application behind the proxy, as small as it can be: tells what it was asked, echoes WebSocket messages (RFC 6455),
 * fails where it is asked to, and closes after each answer.
 */
final class EchoBackEnd extends BackEnd {
    static final String CHALLENGE_TOKEN = "token-of-the-test";
    static final String KEY_AUTHORIZATION = CHALLENGE_TOKEN + ".thumbprint";
    private static final String WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final String HOSTILE_HEADERS = """
            X-Frame-Options: ALLOWALL
            Strict-Transport-Security: max-age=0
            Content-Security-Policy: default-src 'self'
            """.replace("\n", "\r\n");

    private final AtomicLong received = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicReference<String> failing = new AtomicReference<>("");
    private final CountDownLatch secondHalf = new CountDownLatch(1);

    /** Bytes of uploads that have arrived so far. */
    long received() {
        return received.get();
    }

    /** How many requests it answered as it should, those for a failing path aside. */
    long answered() {
        return answered.get();
    }

    /** Answers 500 to this path from now on. */
    void fail(String path) {
        failing.set(path);
    }

    /** Lets {@code /halves} send its second half. */
    void releaseSecondHalf() {
        secondHalf.countDown();
    }

    @Override
    void serve(Request request, OutputStream out) throws IOException, InterruptedException {
        if (request.path().equals(failing.get())) {
            send(out, "500 Internal Server Error", "", "unwell");
            return;
        }
        answered.incrementAndGet();
        if (request.header("Upgrade").equalsIgnoreCase("websocket")) {
            echoMessages(request, out);
        } else if (!request.path().equals("/broken")) {
            answer(request, out);
        }
    }

    private void answer(Request request, OutputStream out) throws IOException, InterruptedException {
        switch (request.path()) {
            case "/missing" -> send(out, "404 Not Found", "", "no such page");
            case "/hostile" -> send(out, "200 OK", HOSTILE_HEADERS, "hostile");
            case "/upload", "/v1.0/upload" -> {
                long length = Long.parseLong(request.header("Content-Length"));
                store(request.body(), length);
                send(out, "200 OK", "", "stored " + length);
            }
            case "/halves" -> {
                write(out, "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\nfirst.");
                secondHalf.await(20, TimeUnit.SECONDS);
                write(out, "second");
            }
            default -> {
                boolean challenge = request.path().endsWith("/acme-challenge/" + CHALLENGE_TOKEN);
                send(out, "200 OK", "", challenge ? KEY_AUTHORIZATION : request.head());
            }
        }
    }

    private void store(InputStream body, long length) throws IOException {
        byte[] buffer = new byte[8192];
        for (long left = length; left > 0; ) {
            int count = body.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (count < 0) {
                throw new IOException("ended within the upload");
            }
            left -= count;
            received.addAndGet(count);
        }
    }

    private static void send(OutputStream out, String status, String headers, String body) throws IOException {
        write(
                out,
                "HTTP/1.1 " + status + "\r\nContent-Type: text/plain\r\n" + headers + "Content-Length: " + body.length()
                        + "\r\nConnection: close\r\n\r\n" + body);
    }

    private static void echoMessages(Request request, OutputStream out) throws IOException {
        DataInputStream in = new DataInputStream(request.body());
        write(
                out,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + accept(request.header("Sec-WebSocket-Key")) + "\r\n\r\n");
        while (true) {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte() & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            }
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            out.write(first);
            if (length < 126) {
                out.write(length);
            } else {
                out.write(new byte[] {126, (byte) (length >> 8), (byte) length});
            }
            out.write(payload);
            out.flush();
            if ((first & 0x0f) == 8) {
                return;
            }
        }
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + WEBSOCKET_GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
