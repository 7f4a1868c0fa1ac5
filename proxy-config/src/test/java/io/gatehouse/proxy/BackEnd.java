package io.gatehouse.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** An application behind a proxy, as small as it can be: one request a connection, each in a thread of its own. */
abstract class BackEnd implements AutoCloseable {
    private final ServerSocket server;
    private final AtomicLong asked = new AtomicLong();
    private boolean accepting;

    BackEnd() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers one request; whoever returns closes the connection. */
    abstract void serve(Request request, OutputStream out) throws IOException, InterruptedException;

    /** Where it is; it answers from when it is first asked for this, not from within its own constructor. */
    synchronized String url() {
        if (!accepting) {
            accepting = true;
            daemon(this::acceptAll);
        }
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** How many requests have arrived. */
    long asked() {
        return asked.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                daemon(() -> answer(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "back end");
        thread.setDaemon(true);
        thread.start();
    }

    private void answer(Socket socket) {
        try (socket) {
            Request request = Request.read(new BufferedInputStream(socket.getInputStream()));
            asked.incrementAndGet();
            serve(request, socket.getOutputStream());
        } catch (IOException | InterruptedException gone) {
            // The client left, or only looked whether somebody listens; the test says so if it should not have.
        }
    }

    /**
     * What was asked.
     *
     * @param head request line and headers as they came
     * @param body what follows them
     */
    record Request(String head, InputStream body) {
        static Request read(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("ended within the request's head");
                }
                head.append((char) next);
            }
            return new Request(head.toString(), in);
        }

        String path() {
            return head.split(" ", 3)[1];
        }

        /** A header's value, or nothing. */
        String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }
}
