package io.gatehouse.provider.dns.digitalocean;

import io.gatehouse.fixture.dns.DigitalOceanServer;
import io.gatehouse.fixture.dns.VendorContract;

class DigitalOceanContractTest extends VendorContract {
    DigitalOceanContractTest() {
        super(new DigitalOceanServer(), DigitalOceanAccount.ACCOUNT);
    }
}
