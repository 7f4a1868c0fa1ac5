package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
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
         * Its answer, whatever it says.
         *
         * @param type one of {@link org.xbill.DNS.Type}
         * @throws IOException if no answer comes
         */
        Message ask(DnsQueries queries, DomainName name, int type) throws IOException;

        /** Which server, and where. */
        @Override
        String toString();
    }

    static Watched authoritative(NameServer server) {
        return new Watched(
                server.name(),
                server.addresses().stream()
                        .map(address -> (Way) new Direct(address, false, server.at(address)))
                        .toList());
    }

    static Watched resolver(InetSocketAddress address) {
        String name = "resolver " + DnsQueries.text(address);
        return new Watched(name, List.of(new Direct(address, true, name)));
    }

    private record Direct(InetSocketAddress address, boolean isRecursive, String name) implements Way {
        @Override
        public Message ask(DnsQueries queries, DomainName asked, int type) throws IOException {
            return queries.ask(address, asked, type, isRecursive);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
