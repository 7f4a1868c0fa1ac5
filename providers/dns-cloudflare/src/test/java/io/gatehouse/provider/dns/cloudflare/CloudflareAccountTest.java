package io.gatehouse.provider.dns.cloudflare;

import io.gatehouse.fixture.dns.CloudflareServer;
import io.gatehouse.fixture.dns.VendorAccountContract;

class CloudflareAccountTest extends VendorAccountContract {
    CloudflareAccountTest() {
        super(new CloudflareServer(), CloudflareAccount.ACCOUNT);
    }

    @Override
    protected int zonesAPage() {
        return 50;
    }
}
