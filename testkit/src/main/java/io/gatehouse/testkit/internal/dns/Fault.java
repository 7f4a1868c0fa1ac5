package io.gatehouse.testkit.internal.dns;

import io.gatehouse.testkit.DnsQuery.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A fault for some questions: counts them, and keeps those that are held back. Safe for use by many threads. */
public final class Fault {
    /** In place of a type: whatever is asked for. */
    public static final int EVERY_TYPE = Type.ANY;

    /** In place of a number of questions: until it is lifted. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** What is wrong. */
    public record Effect(String name, Kind kind, Consumer<Message> shape) {
        enum Kind {
            SHAPED,
            LOST,
            HUNG_UP,
            HELD
        }

        public static Effect servfail() {
            return new Effect("SERVFAIL", Kind.SHAPED, answer -> deny(answer, Rcode.SERVFAIL, false));
        }

        public static Effect refused() {
            return new Effect("REFUSED", Kind.SHAPED, answer -> deny(answer, Rcode.REFUSED, false));
        }

        public static Effect nxdomain() {
            return new Effect("NXDOMAIN", Kind.SHAPED, answer -> deny(answer, Rcode.NXDOMAIN, true));
        }

        public static Effect noData() {
            return new Effect("no data", Kind.SHAPED, answer -> deny(answer, Rcode.NOERROR, true));
        }

        public static Effect lie(List<Record> records) {
            return new Effect("a lie", Kind.SHAPED, answer -> {
                deny(answer, Rcode.NOERROR, true);
                Name asked = answer.getQuestion().getName();
                records.forEach(entry -> answer.addRecord(entry.withName(asked), Section.ANSWER));
            });
        }

        public static Effect truncate() {
            return new Effect("truncation", Kind.SHAPED, answer -> {
                answer.removeAllRecords(Section.ANSWER);
                answer.removeAllRecords(Section.AUTHORITY);
                answer.getHeader().setFlag(Flags.TC);
            });
        }

        public static Effect silence() {
            return new Effect("silence", Kind.LOST, answer -> {});
        }

        public static Effect hangUp() {
            return new Effect("a closed connection", Kind.HUNG_UP, answer -> {});
        }

        public static Effect hold() {
            return new Effect("a held answer", Kind.HELD, answer -> {});
        }

        /** Leaves the question alone, and EDNS with it. */
        private static void deny(Message answer, int rcode, boolean withAuthority) {
            answer.removeAllRecords(Section.ANSWER);
            answer.removeAllRecords(Section.AUTHORITY);
            answer.getHeader().setRcode(rcode);
            if (withAuthority) {
                answer.getHeader().setFlag(Flags.AA);
            } else {
                answer.getHeader().unsetFlag(Flags.AA);
            }
        }
    }

    private final Optional<Name> name;
    private final int type;
    private final Optional<Transport> transport;
    private final int times;
    private final Effect effect;
    private final List<Runnable> held = new ArrayList<>();
    private int hits;
    private boolean lifted;

    /**
     * @param name the name it is for; empty for every name
     * @param type the type, or {@link #EVERY_TYPE}
     * @param transport the transport; empty for both
     * @param times for how many questions, or {@link #UNLIMITED}
     * @param effect what is wrong
     */
    public Fault(Optional<Name> name, int type, Optional<Transport> transport, int times, Effect effect) {
        this.name = name;
        this.type = type;
        this.transport = transport;
        this.times = times;
        this.effect = effect;
    }

    /** Whether it is in effect for this question; counts it if so. */
    synchronized boolean claims(Record question, boolean overUdp) {
        boolean meant = name.map(question.getName()::equals).orElse(true)
                && (type == EVERY_TYPE || type == question.getType())
                && transport.map(only -> overUdp == (only == Transport.UDP)).orElse(true);
        if (!meant || lifted || hits >= times) {
            return false;
        }
        hits++;
        notifyAll();
        return true;
    }

    Effect effect() {
        return effect;
    }

    /** Keeps the answering for later; does it now if the fault was lifted in between. */
    void hold(Runnable answering) {
        synchronized (this) {
            if (!lifted) {
                held.add(answering);
                return;
            }
        }
        answering.run();
    }

    /** Answers what was held. */
    void lift() {
        List<Runnable> waiting;
        synchronized (this) {
            lifted = true;
            waiting = List.copyOf(held);
            held.clear();
        }
        waiting.forEach(Runnable::run);
    }

    public synchronized int hits() {
        return hits;
    }

    /** Whether that many questions met it before the limit passed. */
    public synchronized boolean awaitHits(int count, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (hits < count) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public String toString() {
        return "the fault \"" + effect.name() + "\" for "
                + name.map(DnsText::text).orElse("every name")
                + (type == EVERY_TYPE ? "" : " " + Type.string(type))
                + transport.map(only -> " over " + only).orElse("");
    }
}
