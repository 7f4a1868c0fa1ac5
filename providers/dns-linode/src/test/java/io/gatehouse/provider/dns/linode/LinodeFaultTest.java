package io.gatehouse.provider.dns.linode;

import io.gatehouse.fixture.dns.LinodeServer;
import io.gatehouse.fixture.dns.VendorFaultContract;

class LinodeFaultTest extends VendorFaultContract {
    LinodeFaultTest() {
        super(new LinodeServer(), LinodeAccount.ACCOUNT);
    }
}
