package io.gatehouse.testkit;

import io.gatehouse.testkit.internal.dns.Fault;
import io.gatehouse.testkit.internal.dns.Fault.Effect;
import io.gatehouse.testkit.internal.dns.Faults;
import io.gatehouse.testkit.internal.dns.RecordText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Something a DNS server does wrong, from the moment it was asked to until it is lifted or used up.
 *
 * <pre>{@code
 * DNS.onQuery("_acme-challenge.example.test", "TXT").times(2).servfail();
 *
 * try (DnsFault slow = DNS.onQuery("www.example.test", "A").hold()) {
 *     CompletableFuture<Answer> asked = askInBackground();
 *     slow.awaitHits(1, Duration.ofSeconds(10));
 *     // asked is not done, and time does not matter
 * } // now it is answered
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class DnsFault implements AutoCloseable {
    private final Faults faults;
    private final Fault fault;

    private DnsFault(Faults faults, Fault fault) {
        this.faults = faults;
        this.fault = fault;
    }

    /** How many questions met this fault so far. */
    public int hits() {
        return fault.hits();
    }

    /**
     * Waits until that many questions have met this fault.
     *
     * @param count how many
     * @param limit how long to wait at most
     * @throws AssertionError if fewer came
     */
    public void awaitHits(int count, Duration limit) {
        if (!fault.awaitHits(count, limit)) {
            throw new AssertionError(
                    fault + " was met by " + fault.hits() + " questions within " + limit + ", not by " + count);
        }
    }

    /** Ends the fault. What was held back is answered now, from what the server knows now. Repeating it does nothing. */
    public void lift() {
        faults.lift(fault);
    }

    /** As {@link #lift()}. */
    @Override
    public void close() {
        lift();
    }

    @Override
    public String toString() {
        return fault.toString();
    }

    /**
     * The questions a fault is for; the last call says what is wrong, and puts it into effect. Of two faults for one
     * question the later one counts. Not safe for use by many threads.
     */
    public static final class Request {
        private final Faults faults;
        private final @Nullable Name name;
        private final int type;
        private int times = Fault.UNLIMITED;
        private Optional<DnsQuery.Transport> transport = Optional.empty();

        Request(Faults faults, @Nullable Name name, int type) {
            this.faults = faults;
            this.name = name;
            this.type = type;
        }

        /**
         * For this many questions only; otherwise until it is lifted.
         *
         * @throws IllegalArgumentException if that is none
         */
        public Request times(int times) {
            if (times < 1) {
                throw new IllegalArgumentException("a fault for " + times + " questions is none; give 1 or more");
            }
            this.times = times;
            return this;
        }

        /** For questions over this transport only; otherwise over both. */
        public Request over(DnsQuery.Transport transport) {
            this.transport = Optional.of(transport);
            return this;
        }

        /** Answers SERVFAIL, as a server whose zone has expired. */
        public DnsFault servfail() {
            return install(Effect.servfail());
        }

        /** Answers REFUSED, as a server that does not serve this client or zone. */
        public DnsFault refused() {
            return install(Effect.refused());
        }

        /** Says with authority that there is no such name. */
        public DnsFault nxdomain() {
            return install(Effect.nxdomain());
        }

        /** Says with authority that the name has no such records. */
        public DnsFault noData() {
            return install(Effect.noData());
        }

        /**
         * Lies: answers with these records instead of its own, with authority. For questions about one name and type.
         *
         * @param data each record's data as a zone file has it; TXT in quotes if it has spaces
         * @throws IllegalArgumentException if the data does not fit the type, or there is none
         * @throws IllegalStateException if the fault is for every name or type
         */
        public DnsFault answer(String... data) {
            Name owner = name;
            if (owner == null || type == Fault.EVERY_TYPE) {
                throw new IllegalStateException("a made-up answer needs a name and a type: onQuery(name, type)");
            }
            if (data.length == 0) {
                throw new IllegalArgumentException("no records to answer with; noData() says that there are none");
            }
            List<Record> records = new ArrayList<>();
            for (String each : data) {
                records.add(RecordText.parse(owner.toString(), type, each));
            }
            return install(Effect.lie(records));
        }

        /** Answers datagrams with nothing but the sign that they are truncated; over TCP the answer is whole. */
        public DnsFault truncate() {
            return over(DnsQuery.Transport.UDP).install(Effect.truncate());
        }

        /** Answers nothing at all; the question is lost. */
        public DnsFault silence() {
            return install(Effect.silence());
        }

        /** Closes the connection instead of answering; over UDP, as {@link #silence()}. */
        public DnsFault hangUp() {
            return install(Effect.hangUp());
        }

        /** Holds the answer back until the fault is lifted; other questions are answered meanwhile. */
        public DnsFault hold() {
            return install(Effect.hold());
        }

        private DnsFault install(Effect effect) {
            Fault fault = new Fault(Optional.ofNullable(name), type, transport, times, effect);
            faults.add(fault);
            return new DnsFault(faults, fault);
        }
    }
}
