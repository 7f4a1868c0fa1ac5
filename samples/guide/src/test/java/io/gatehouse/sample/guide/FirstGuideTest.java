package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.testkit.DnsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The first test of docs/guide/testing.md. */
class FirstGuideTest {
    // region first
    @RegisterExtension
    static final DnsServer DNS = DnsServer.withZone("example.test").build();

    @Test
    void findsTheNameServer() throws IOException {
        assertThat(addressOf("ns1.example.test", DNS.address())).isEqualTo("127.0.0.1");
    }
    // end

    /** Stands for the code under test; nothing in it knows Gatehouse. */
    private static String addressOf(String host, InetSocketAddress server) throws IOException {
        Record question = Record.newRecord(Name.fromString(host, Name.root), Type.A, DClass.IN);
        Message answer = new SimpleResolver(server).send(Message.newQuery(question));
        return answer.getSection(Section.ANSWER).get(0).rdataToString();
    }
}
