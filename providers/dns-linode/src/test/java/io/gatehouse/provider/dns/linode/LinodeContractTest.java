package io.gatehouse.provider.dns.linode;

import io.gatehouse.fixture.dns.LinodeServer;
import io.gatehouse.fixture.dns.VendorContract;

class LinodeContractTest extends VendorContract {
    LinodeContractTest() {
        super(new LinodeServer(), LinodeAccount.ACCOUNT);
    }
}
