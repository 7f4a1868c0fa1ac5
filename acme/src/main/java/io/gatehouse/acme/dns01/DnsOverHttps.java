package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.http.AnswerTooLongException;
import io.gatehouse.core.http.BoundedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.Message;

/**
 * Asks a resolver over HTTPS (RFC 8484), by POST, which no cache answers. The calling thread waits for the answer: one resolver
 * is all there is to ask. Safe for use by many threads.
 */
final class DnsOverHttps implements Watched.Way {
    private static final String DNS_MESSAGE = "application/dns-message";
    private static final int LONGEST_MESSAGE = 65_535;

    private final HttpClient client;
    private final URI server;

    DnsOverHttps(HttpClient client, URI server) {
        this.client = client;
        this.server = server;
    }

    @Override
    public CompletableFuture<Message> ask(DnsQueries queries, DomainName name, int type) {
        try {
            return CompletableFuture.completedFuture(answer(queries, name, type));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public boolean isAuthoritative() {
        return false;
    }

    private Message answer(DnsQueries queries, DomainName name, int type) throws IOException {
        Message question = DnsQueries.question(name, type);
        HttpRequest request = HttpRequest.newBuilder(server)
                .header("Content-Type", DNS_MESSAGE)
                .header("Accept", DNS_MESSAGE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(question.toWire()))
                .build();
        try {
            HttpResponse<byte[]> answer =
                    BoundedHttp.send(client, request, queries.timeout(), LONGEST_MESSAGE, body -> body);
            String contentType = answer.headers().firstValue("Content-Type").orElse("");
            if (answer.statusCode() != 200 || !contentType.equalsIgnoreCase(DNS_MESSAGE)) {
                throw new IOException(
                        "HTTP " + answer.statusCode() + " with \"" + contentType + "\", no " + DNS_MESSAGE);
            }
            return new Message(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the question was interrupted", e);
        } catch (HttpTimeoutException e) {
            throw new IOException("no answer within " + queries.timeout().toMillis() + " ms", e);
        } catch (AnswerTooLongException e) {
            throw new IOException("an answer longer than any DNS message", e);
        }
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
