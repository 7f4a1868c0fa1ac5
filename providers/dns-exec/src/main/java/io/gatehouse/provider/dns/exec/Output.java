package io.gatehouse.provider.dns.exec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a program writes to one stream: read to its end so that it never waits for us, and the last part of it kept. */
final class Output {
    private static final Logger LOG = LoggerFactory.getLogger(Output.class);
    /** Twice as much may be there for a while, and Linux takes variables of 128 KiB. */
    private static final int MOST_BYTES = 32 * 1024;

    private static final int MOST_LINES_QUOTED = 5;
    private static final int MOST_LETTERS_QUOTED = 1000;
    /** What a program wrote is there when it ends; a child that it left behind may keep the pipe open for ever. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread reader;
    private boolean isCut;

    Output(InputStream from) {
        reader = new Thread(() -> read(from), "gatehouse-dns-exec-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream from) {
        byte[] buffer = new byte[8192];
        try (from) {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                keep(buffer, count);
            }
        } catch (IOException e) {
            LOG.debug("The output of a program ended early", e);
        }
    }

    private synchronized void keep(byte[] bytes, int count) {
        kept.write(bytes, 0, count);
        if (kept.size() > 2 * MOST_BYTES) {
            byte[] all = kept.toByteArray();
            kept.reset();
            kept.write(all, all.length - MOST_BYTES, MOST_BYTES);
            isCut = true;
        }
    }

    /** All that was kept, once the program has ended; without a first line that may be the end of a longer one. */
    String text() throws InterruptedException {
        reader.join(PATIENCE.toMillis());
        synchronized (this) {
            String text = kept.toString(StandardCharsets.UTF_8);
            int firstEnd = text.indexOf('\n');
            return !isCut ? text : firstEnd < 0 ? "" : text.substring(firstEnd + 1);
        }
    }

    /** The last lines, for an error: without secrets and control characters, and on one line. */
    static String quoted(String text, Map<String, String> secrets) {
        List<String> lines = GivenEnvironment.redacted(text, secrets)
                .lines()
                .map(line -> line.replaceAll("[\\p{Cc}\\p{Cf}]+", " ").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        String last = String.join(" / ", lines.subList(Math.max(0, lines.size() - MOST_LINES_QUOTED), lines.size()));
        return last.length() <= MOST_LETTERS_QUOTED
                ? last
                : "\u2026" + last.substring(last.length() - MOST_LETTERS_QUOTED);
    }
}
