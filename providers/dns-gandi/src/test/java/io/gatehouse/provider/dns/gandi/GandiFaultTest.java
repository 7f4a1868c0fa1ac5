package io.gatehouse.provider.dns.gandi;

import io.gatehouse.fixture.dns.GandiServer;
import io.gatehouse.fixture.dns.VendorFaultContract;

class GandiFaultTest extends VendorFaultContract {
    GandiFaultTest() {
        super(new GandiServer(), GandiAccount.ACCOUNT);
    }
}
