package io.gatehouse.provider.dns.namecheap;

import io.gatehouse.fixture.dns.NamecheapServer;
import io.gatehouse.fixture.dns.VendorAccountContract;

class NamecheapAccountTest extends VendorAccountContract {
    NamecheapAccountTest() {
        super(new NamecheapServer(), NamecheapAccount.ACCOUNT);
    }

    @Override
    protected int zonesAPage() {
        return 100;
    }
}
