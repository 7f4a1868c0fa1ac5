package io.gatehouse.provider.dns.namecheap;

import io.gatehouse.fixture.dns.NamecheapServer;
import io.gatehouse.fixture.dns.VendorContract;

class NamecheapContractTest extends VendorContract {
    NamecheapContractTest() {
        super(new NamecheapServer(), NamecheapAccount.ACCOUNT);
    }
}
