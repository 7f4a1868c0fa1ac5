package io.gatehouse.provider.dns.scaleway;

import io.gatehouse.fixture.dns.ScalewayServer;
import io.gatehouse.fixture.dns.VendorFaultContract;

class ScalewayFaultTest extends VendorFaultContract {
    ScalewayFaultTest() {
        super(new ScalewayServer(), ScalewayAccount.ACCOUNT);
    }
}
