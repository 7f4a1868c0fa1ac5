package io.gatehouse.provider.dns.azure;

import io.gatehouse.fixture.dns.AzureDnsServer;
import io.gatehouse.fixture.dns.VendorAccountContract;

class AzureAccountTest extends VendorAccountContract {
    AzureAccountTest() {
        super(new AzureDnsServer(), AzureAccount.ACCOUNT);
    }

    @Override
    protected int zonesAPage() {
        return 100;
    }
}
