package io.gatehouse.provider.dns.scaleway;

import io.gatehouse.fixture.dns.ScalewayServer;
import io.gatehouse.fixture.dns.VendorAccountContract;

class ScalewayAccountTest extends VendorAccountContract {
    ScalewayAccountTest() {
        super(new ScalewayServer(), ScalewayAccount.ACCOUNT);
    }

    @Override
    protected int zonesAPage() {
        return 100;
    }
}
