package io.gatehouse.provider.dns.http;

import io.gatehouse.fixture.dns.VendorFaultContract;
import java.util.EnumSet;
import java.util.Set;

class HttpFaultTest extends VendorFaultContract {
    HttpFaultTest() {
        super(new RecordingServer(), HttpAccount.ACCOUNT);
    }

    /** An answer is a status, so there is no half of one. */
    @Override
    protected Set<Fault> faults() {
        return EnumSet.complementOf(EnumSet.of(Fault.HALF_AN_ANSWER));
    }
}
