package io.gatehouse.testkit.internal.dns;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.Record;

/** What a server does wrong at present, the newest first. Safe for use by many threads. */
public final class Faults {
    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    /** Puts a fault into effect. */
    public void add(Fault fault) {
        faults.add(0, fault);
    }

    /** Ends a fault. */
    public void lift(Fault fault) {
        faults.remove(fault);
        fault.lift();
    }

    /** Ends all of them. */
    public void liftAll() {
        faults.forEach(this::lift);
    }

    Optional<Fault> claim(Record question, boolean overUdp) {
        return faults.stream().filter(fault -> fault.claims(question, overUdp)).findFirst();
    }
}
