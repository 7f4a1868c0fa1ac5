package io.gatehouse.provider.dns.godaddy;

import io.gatehouse.fixture.dns.GoDaddyServer;
import io.gatehouse.fixture.dns.VendorContract;

class GoDaddyContractTest extends VendorContract {
    GoDaddyContractTest() {
        super(new GoDaddyServer(), GoDaddyAccount.ACCOUNT);
    }
}
