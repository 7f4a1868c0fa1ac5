package io.gatehouse.proxy;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Sends server-sent events one by one, when the test says so, so that a test can show that none is held back. */
final class EventsBackEnd extends BackEnd {
    private static final String HEAD = """
            HTTP/1.1 200 OK
            Content-Type: text/event-stream
            Cache-Control: no-cache
            Connection: close

            """.replace("\n", "\r\n");

    private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    void serve(Request request, OutputStream out) throws IOException, InterruptedException {
        write(out, HEAD);
        streams.add(out);
        ended.await();
    }

    /** How many clients listen. */
    int listeners() {
        return streams.size();
    }

    /** Sends one event to all who still listen. */
    void send(String data) {
        streams.removeIf(stream -> !sent(stream, "data: " + data + "\n\n"));
    }

    private static boolean sent(OutputStream stream, String event) {
        try {
            write(stream, event);
            return true;
        } catch (IOException left) {
            return false;
        }
    }

    /** Ends all streams. */
    void end() {
        ended.countDown();
    }

    @Override
    public void close() throws IOException {
        end();
        super.close();
    }
}
