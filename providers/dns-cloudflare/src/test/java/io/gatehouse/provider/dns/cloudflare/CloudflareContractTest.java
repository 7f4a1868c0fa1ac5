package io.gatehouse.provider.dns.cloudflare;

import io.gatehouse.fixture.dns.CloudflareServer;
import io.gatehouse.fixture.dns.VendorContract;

class CloudflareContractTest extends VendorContract {
    CloudflareContractTest() {
        super(new CloudflareServer(), CloudflareAccount.ACCOUNT);
    }
}
