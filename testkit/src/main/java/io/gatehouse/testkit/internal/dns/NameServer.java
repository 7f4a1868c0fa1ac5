package io.gatehouse.testkit.internal.dns;

import io.gatehouse.testkit.DnsQuery;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * What stands between the sockets and an {@link Authority}: notes each question and does it wrong where asked to. Nothing
 * here waits: an answer that is held back is sent by whoever lifts the fault. Safe for use by many threads.
 */
public final class NameServer {
    private final Authority authority;
    private final Runnable beforeEachQuery;
    private final Faults faults = new Faults();
    private final QueryLog log = new QueryLog();

    /**
     * @param authority answers
     * @param beforeEachQuery runs before a question is looked at
     */
    public NameServer(Authority authority, Runnable beforeEachQuery) {
        this.authority = authority;
        this.beforeEachQuery = beforeEachQuery;
    }

    /** What it does wrong. */
    public Faults faults() {
        return faults;
    }

    /** Every question so far. */
    public List<DnsQuery> queries() {
        return log.all();
    }

    /**
     * Takes a request, and answers it now, later or never.
     *
     * @return whether more may come over the same connection: it was a request, and nobody wants it hung up on
     */
    boolean take(byte[] wire, boolean overUdp, Consumer<byte[]> reply) {
        Optional<Record> question = question(wire);
        if (question.isEmpty()) {
            Optional<byte[]> answer = authority.answer(wire, overUdp, NameServer::asItIs);
            answer.ifPresent(reply);
            return answer.isPresent();
        }
        beforeEachQuery.run();
        int place = log.arrived(question.get(), overUdp);
        Optional<Fault> fault = faults.claim(question.get(), overUdp);
        Consumer<Message> shape = fault.map(found -> found.effect().shape()).orElse(NameServer::asItIs);
        Runnable answering = () -> authority.answer(wire, overUdp, shape).ifPresent(answer -> {
            log.answered(place, answer);
            reply.accept(answer);
        });
        switch (fault.map(found -> found.effect().kind()).orElse(Fault.Effect.Kind.SHAPED)) {
            case SHAPED -> answering.run();
            case HELD -> fault.get().hold(answering);
            case LOST -> {}
            case HUNG_UP -> {
                return false;
            }
        }
        return true;
    }

    private static void asItIs(Message answer) {}

    /** The one question of a query; empty for updates, answers and what is malformed. */
    private static Optional<Record> question(byte[] wire) {
        try {
            Message request = new Message(wire);
            List<Record> questions = request.getSection(Section.QUESTION);
            boolean isQuery = !request.getHeader().getFlag(Flags.QR)
                    && request.getHeader().getOpcode() == Opcode.QUERY
                    && questions.size() == 1;
            return isQuery ? Optional.of(questions.get(0)) : Optional.empty();
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }
}
