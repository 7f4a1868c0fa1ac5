package io.gatehouse.provider.dns.digitalocean;

import io.gatehouse.fixture.dns.DigitalOceanServer;
import io.gatehouse.fixture.dns.VendorFaultContract;

class DigitalOceanFaultTest extends VendorFaultContract {
    DigitalOceanFaultTest() {
        super(new DigitalOceanServer(), DigitalOceanAccount.ACCOUNT);
    }
}
