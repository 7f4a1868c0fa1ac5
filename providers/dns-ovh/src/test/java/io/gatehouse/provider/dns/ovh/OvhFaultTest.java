package io.gatehouse.provider.dns.ovh;

import io.gatehouse.fixture.dns.OvhServer;
import io.gatehouse.fixture.dns.VendorFaultContract;

class OvhFaultTest extends VendorFaultContract {
    OvhFaultTest() {
        super(new OvhServer(), OvhAccount.ACCOUNT);
    }
}
