package io.gatehouse.provider.dns.scaleway;

import io.gatehouse.fixture.dns.ScalewayServer;
import io.gatehouse.fixture.dns.VendorContract;

class ScalewayContractTest extends VendorContract {
    ScalewayContractTest() {
        super(new ScalewayServer(), ScalewayAccount.ACCOUNT);
    }
}
