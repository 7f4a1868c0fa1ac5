package io.gatehouse.provider.dns.gandi;

import io.gatehouse.fixture.dns.GandiServer;
import io.gatehouse.fixture.dns.VendorContract;

class GandiContractTest extends VendorContract {
    GandiContractTest() {
        super(new GandiServer(), GandiAccount.ACCOUNT);
    }
}
