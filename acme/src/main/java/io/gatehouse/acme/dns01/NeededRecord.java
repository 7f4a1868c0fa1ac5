package io.gatehouse.acme.dns01;

import io.gatehouse.core.DomainName;
import io.gatehouse.dns.TxtRecord;

/**
 * A record, and who needs it.
 *
 * @param order tells one order's need from another's for the same value; the same however often that order asks
 */
record NeededRecord(TxtRecord txt, String order) {
    DomainName name() {
        return txt.name();
    }
}
