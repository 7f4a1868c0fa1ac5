package io.gatehouse.provider.dns.hetzner;

import io.gatehouse.fixture.dns.HetznerServer;
import io.gatehouse.fixture.dns.VendorAccountContract;

class HetznerAccountTest extends VendorAccountContract {
    HetznerAccountTest() {
        super(new HetznerServer(), HetznerAccount.ACCOUNT);
    }

    @Override
    protected int zonesAPage() {
        return 50;
    }
}
