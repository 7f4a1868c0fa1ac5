package io.gatehouse.provider.dns.ovh;

import io.gatehouse.fixture.dns.OvhServer;
import io.gatehouse.fixture.dns.VendorContract;

class OvhContractTest extends VendorContract {
    OvhContractTest() {
        super(new OvhServer(), OvhAccount.ACCOUNT);
    }
}
