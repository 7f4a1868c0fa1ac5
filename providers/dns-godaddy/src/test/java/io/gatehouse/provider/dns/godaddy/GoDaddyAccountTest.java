package io.gatehouse.provider.dns.godaddy;

import io.gatehouse.fixture.dns.GoDaddyServer;
import io.gatehouse.fixture.dns.VendorAccountContract;

class GoDaddyAccountTest extends VendorAccountContract {
    GoDaddyAccountTest() {
        super(new GoDaddyServer(), GoDaddyAccount.ACCOUNT);
    }

    @Override
    protected int zonesAPage() {
        return 1000;
    }
}
