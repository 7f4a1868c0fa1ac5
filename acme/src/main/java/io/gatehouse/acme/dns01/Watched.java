package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.Message;

/**
 * One that must answer the values, through each of its addresses that can be reached.
 *
 * @param name for people
 * @param ways the addresses; empty when its name has none
 */
record Watched(String name, List<Way> ways) {

    /** A way to put a question to it. Safe for use by many threads. */
    interface Way {
        /**
         * Its answer, whatever it says, as soon as it is there; an {@link java.io.IOException} if none comes.
         *
         * @param type one of {@link org.xbill.DNS.Type}
         */
        CompletableFuture<Message> ask(DnsQueries queries, DomainName name, int type);

        /** Whether it has to know by itself, and not by asking others. */
        boolean isAuthoritative();

        /** Which server, and where. */
        @Override
        String toString();
    }

    static Watched authoritative(NameServer server) {
        return new Watched(
                server.name(),
                server.addresses().stream()
                        .map(address -> (Way) new Direct(address, true, server.at(address)))
                        .toList());
    }

    static Watched resolver(InetSocketAddress address) {
        String name = "resolver " + DnsQueries.text(address);
        return new Watched(name, List.of(new Direct(address, false, name)));
    }

    private record Direct(InetSocketAddress address, boolean isAuthoritative, String name) implements Way {
        @Override
        public CompletableFuture<Message> ask(DnsQueries queries, DomainName asked, int type) {
            return queries.send(address, asked, type, !isAuthoritative);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
