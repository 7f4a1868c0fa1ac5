package io.gatehouse.provider.dns.hetzner;

import io.gatehouse.fixture.dns.HetznerServer;
import io.gatehouse.fixture.dns.VendorContract;

class HetznerContractTest extends VendorContract {
    HetznerContractTest() {
        super(new HetznerServer(), HetznerAccount.ACCOUNT);
    }
}
