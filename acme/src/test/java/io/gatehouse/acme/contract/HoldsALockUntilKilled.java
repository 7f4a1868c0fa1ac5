package io.gatehouse.acme.contract;

import io.gatehouse.acme.CertificateStoreException;
import io.gatehouse.acme.StoreLock;
import java.io.IOException;
import java.time.Duration;

/** The program of the second JVM: says whether it got the lock of "shop" at once, and keeps it until it is killed. */
final class HoldsALockUntilKilled {
    static final String HELD = "held";
    static final String REFUSED = "refused";

    private HoldsALockUntilKilled() {}

    /** Takes the class of a {@link StoreOpener}, and a location. */
    public static void main(String[] args) throws IOException {
        StoreLock lock;
        try {
            lock = StoreOpener.open(args[0], args[1]).lock("shop", Duration.ZERO);
        } catch (CertificateStoreException e) {
            System.out.println(REFUSED);
            return;
        }
        System.out.println(HELD);
        // Nobody writes: this ends with the process, or with the one that started it.
        System.in.read();
        lock.close();
    }
}
