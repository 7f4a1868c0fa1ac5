package io.gatehouse.testkit.internal.dns;

import io.gatehouse.testkit.DnsQuery;
import io.gatehouse.testkit.DnsQuery.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Every question in order of arrival; its answer is noted when it is sent. Safe for use by many threads. */
final class QueryLog {
    private static final int RCODE_BYTE = 3;
    private static final int RCODE_BITS = 0x0f;

    private final List<DnsQuery> queries = new ArrayList<>();

    /** The place of the question, for {@link #answered}. */
    synchronized int arrived(Record question, boolean overUdp) {
        queries.add(new DnsQuery(
                DnsText.text(question.getName()),
                Type.string(question.getType()),
                overUdp ? Transport.UDP : Transport.TCP,
                Optional.empty()));
        return queries.size() - 1;
    }

    synchronized void answered(int place, byte[] answer) {
        DnsQuery query = queries.get(place);
        String rcode = Rcode.string(answer[RCODE_BYTE] & RCODE_BITS);
        queries.set(place, new DnsQuery(query.name(), query.type(), query.transport(), Optional.of(rcode)));
    }

    synchronized List<DnsQuery> all() {
        return List.copyOf(queries);
    }
}
