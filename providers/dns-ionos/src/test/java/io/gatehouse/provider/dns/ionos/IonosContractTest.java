package io.gatehouse.provider.dns.ionos;

import io.gatehouse.fixture.dns.IonosServer;
import io.gatehouse.fixture.dns.VendorContract;

class IonosContractTest extends VendorContract {
    IonosContractTest() {
        super(new IonosServer(), IonosAccount.ACCOUNT);
    }
}
