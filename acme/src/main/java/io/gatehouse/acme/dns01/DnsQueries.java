package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;

/** Puts one question to one server, over UDP and, when the answer is cut short or does not come, over TCP. */
final class DnsQueries {
    private final Duration timeout;

    DnsQueries(Duration timeout) {
        this.timeout = timeout;
    }

    /** How long one question may take. */
    Duration timeout() {
        return timeout;
    }

    /**
     * @param type one of {@link org.xbill.DNS.Type}
     * @param recursive whether the server should ask others; not for authoritative servers
     * @throws IOException if no answer comes
     */
    Message ask(InetSocketAddress server, DomainName name, int type, boolean recursive) throws IOException {
        Message query = question(name, type);
        if (!recursive) {
            query.getHeader().unsetFlag(Flags.RD);
        }
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTimeout(timeout);
        try {
            // Falls back to TCP by itself when the answer is truncated.
            return resolver.send(query);
        } catch (IOException overUdp) {
            if (Thread.currentThread().isInterrupted()) {
                throw overUdp;
            }
            // Some firewalls let DNS pass over TCP only.
            resolver.setTCP(true);
            return resolver.send(query);
        }
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
