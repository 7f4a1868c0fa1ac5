package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;

/** Asks a resolver over HTTPS (RFC 8484), by POST, which no cache answers. Safe for use by many threads. */
final class DnsOverHttps implements Watched.Way {
    private static final Logger LOG = LoggerFactory.getLogger(DnsOverHttps.class);
    private static final String DNS_MESSAGE = "application/dns-message";
    private static final int LONGEST_MESSAGE = 65_535;

    private final HttpClient client;
    private final URI server;

    DnsOverHttps(HttpClient client, URI server) {
        this.client = client;
        this.server = server;
    }

    @Override
    public Message ask(DnsQueries queries, DomainName name, int type) throws IOException {
        Message question = DnsQueries.question(name, type);
        HttpRequest request = HttpRequest.newBuilder(server)
                .timeout(queries.timeout())
                .header("Content-Type", DNS_MESSAGE)
                .header("Accept", DNS_MESSAGE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(question.toWire()))
                .build();
        CompletableFuture<HttpResponse<InputStream>> sent =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        try {
            // The request's own limit ends with the headers; this one holds for the body too.
            return sent.thenApplyAsync(DnsOverHttps::parse)
                    .get(queries.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the question was interrupted", e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + queries.timeout().toMillis() + " ms", e);
        } catch (ExecutionException e) {
            Throwable cause =
                    e.getCause() instanceof UncheckedIOException unchecked ? unchecked.getCause() : e.getCause();
            throw new IOException(String.valueOf(cause), e);
        } finally {
            sent.cancel(true);
            if (!sent.isCompletedExceptionally()) {
                close(sent.join());
            }
        }
    }

    private static Message parse(HttpResponse<InputStream> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200 || !type.equalsIgnoreCase(DNS_MESSAGE)) {
                throw new IOException("HTTP " + response.statusCode() + " with \"" + type + "\", no " + DNS_MESSAGE);
            }
            byte[] message = body.readNBytes(LONGEST_MESSAGE + 1);
            if (message.length > LONGEST_MESSAGE) {
                throw new IOException("an answer longer than any DNS message");
            }
            return new Message(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(HttpResponse<InputStream> response) {
        try {
            response.body().close();
        } catch (IOException e) {
            LOG.debug("An answer given up could not be closed", e);
        }
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
