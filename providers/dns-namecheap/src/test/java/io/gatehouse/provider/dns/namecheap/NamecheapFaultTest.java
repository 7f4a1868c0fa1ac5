package io.gatehouse.provider.dns.namecheap;

import io.gatehouse.fixture.dns.NamecheapServer;
import io.gatehouse.fixture.dns.VendorFaultContract;

class NamecheapFaultTest extends VendorFaultContract {
    NamecheapFaultTest() {
        super(new NamecheapServer(), NamecheapAccount.ACCOUNT);
    }
}
