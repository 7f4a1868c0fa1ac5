package io.gatehouse.provider.dns.ionos;

import io.gatehouse.fixture.dns.IonosServer;
import io.gatehouse.fixture.dns.VendorAccountContract;

class IonosAccountTest extends VendorAccountContract {
    IonosAccountTest() {
        super(new IonosServer(), IonosAccount.ACCOUNT);
    }

    /** All of them in one answer. */
    @Override
    protected int zonesAPage() {
        return Integer.MAX_VALUE;
    }
}
