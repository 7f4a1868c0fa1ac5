package io.gatehouse.provider.dns.linode;

import io.gatehouse.fixture.dns.LinodeServer;
import io.gatehouse.fixture.dns.VendorAccountContract;

class LinodeAccountTest extends VendorAccountContract {
    LinodeAccountTest() {
        super(new LinodeServer(), LinodeAccount.ACCOUNT);
    }

    @Override
    protected int zonesAPage() {
        return 500;
    }
}
