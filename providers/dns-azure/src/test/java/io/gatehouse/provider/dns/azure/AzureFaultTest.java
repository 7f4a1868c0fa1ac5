package io.gatehouse.provider.dns.azure;

import io.gatehouse.fixture.dns.AzureDnsServer;
import io.gatehouse.fixture.dns.VendorFaultContract;

class AzureFaultTest extends VendorFaultContract {
    AzureFaultTest() {
        super(new AzureDnsServer(), AzureAccount.ACCOUNT);
    }
}
