package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;

/**
 * Puts one question to one server, over UDP and, when the answer is cut short or does not come, over TCP. Safe for use by
 * many threads; takes none of its own.
 */
final class DnsQueries {
    private final Duration timeout;

    DnsQueries(Duration timeout) {
        this.timeout = timeout;
    }

    /** How long one question may take, over one transport. */
    Duration timeout() {
        return timeout;
    }

    /**
     * The answer, as soon as it is there; an {@link IOException} if none comes.
     *
     * @param type one of {@link org.xbill.DNS.Type}
     * @param recursive whether the server should ask others; not for authoritative servers
     */
    CompletableFuture<Message> send(InetSocketAddress server, DomainName name, int type, boolean recursive) {
        if (server.isUnresolved()) {
            return CompletableFuture.failedFuture(
                    new UnknownHostException(server.getHostString() + " has no address in the DNS"));
        }
        Message query;
        try {
            query = question(name, type);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (!recursive) {
            query.getHeader().unsetFlag(Flags.RD);
        }
        // Some firewalls let DNS pass over TCP only.
        return send(server, query, false)
                .exceptionallyCompose(silentOverUdp -> send(server, query, true))
                .thenCompose(answer -> answer.getHeader().getFlag(Flags.TC)
                        ? send(server, query, true)
                        : CompletableFuture.completedFuture(answer));
    }

    private CompletableFuture<Message> send(InetSocketAddress server, Message query, boolean overTcp) {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTimeout(timeout);
        resolver.setTCP(overTcp);
        resolver.setIgnoreTruncation(true);
        // Read by dnsjava's own thread: a thread of the common pool may be waiting for this very answer. dnsjava looks
        // for
        // what is late only while nothing else arrives.
        return resolver.sendAsync(query, Runnable::run)
                .toCompletableFuture()
                .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Why no answer came, for people. */
    String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        if (cause != null && (failure instanceof CompletionException || failure instanceof ExecutionException)) {
            return reason(cause);
        }
        if (failure instanceof TimeoutException || failure instanceof SocketTimeoutException) {
            return "no answer within " + timeout.toMillis() + " ms";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    static Message question(DomainName name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name.text() + "."), type, DClass.IN));
    }

    static String text(InetSocketAddress address) {
        return address.isUnresolved()
                ? address.toString()
                : address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
