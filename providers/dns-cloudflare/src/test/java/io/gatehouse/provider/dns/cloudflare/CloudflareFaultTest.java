package io.gatehouse.provider.dns.cloudflare;

import io.gatehouse.fixture.dns.CloudflareServer;
import io.gatehouse.fixture.dns.VendorFaultContract;

class CloudflareFaultTest extends VendorFaultContract {
    CloudflareFaultTest() {
        super(new CloudflareServer(), CloudflareAccount.ACCOUNT);
    }
}
