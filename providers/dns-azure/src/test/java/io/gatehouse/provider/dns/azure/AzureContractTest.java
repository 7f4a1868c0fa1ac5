package io.gatehouse.provider.dns.azure;

import io.gatehouse.fixture.dns.AzureDnsServer;
import io.gatehouse.fixture.dns.VendorContract;

class AzureContractTest extends VendorContract {
    AzureContractTest() {
        super(new AzureDnsServer(), AzureAccount.ACCOUNT);
    }
}
