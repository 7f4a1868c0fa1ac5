package io.gatehouse.provider.dns.gandi;

import io.gatehouse.fixture.dns.GandiServer;
import io.gatehouse.fixture.dns.VendorAccountContract;

class GandiAccountTest extends VendorAccountContract {
    GandiAccountTest() {
        super(new GandiServer(), GandiAccount.ACCOUNT);
    }

    @Override
    protected int zonesAPage() {
        return 100;
    }
}
