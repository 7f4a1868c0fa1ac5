package io.gatehouse.provider.dns.digitalocean;

import io.gatehouse.fixture.dns.DigitalOceanServer;
import io.gatehouse.fixture.dns.VendorAccountContract;

class DigitalOceanAccountTest extends VendorAccountContract {
    DigitalOceanAccountTest() {
        super(new DigitalOceanServer(), DigitalOceanAccount.ACCOUNT);
    }

    @Override
    protected int zonesAPage() {
        return 200;
    }
}
