package io.gatehouse.provider.dns.hetzner;

import io.gatehouse.fixture.dns.HetznerServer;
import io.gatehouse.fixture.dns.VendorFaultContract;

class HetznerFaultTest extends VendorFaultContract {
    HetznerFaultTest() {
        super(new HetznerServer(), HetznerAccount.ACCOUNT);
    }
}
