package io.gatehouse.provider.dns.godaddy;

import io.gatehouse.fixture.dns.GoDaddyServer;
import io.gatehouse.fixture.dns.VendorFaultContract;

class GoDaddyFaultTest extends VendorFaultContract {
    GoDaddyFaultTest() {
        super(new GoDaddyServer(), GoDaddyAccount.ACCOUNT);
    }
}
