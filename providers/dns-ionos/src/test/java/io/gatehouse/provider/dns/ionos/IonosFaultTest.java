package io.gatehouse.provider.dns.ionos;

import io.gatehouse.fixture.dns.IonosServer;
import io.gatehouse.fixture.dns.VendorFaultContract;

class IonosFaultTest extends VendorFaultContract {
    IonosFaultTest() {
        super(new IonosServer(), IonosAccount.ACCOUNT);
    }
}
