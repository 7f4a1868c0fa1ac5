package io.gatehouse.provider.dns.google;

import io.gatehouse.fixture.dns.GoogleCloudDnsServer;
import io.gatehouse.fixture.dns.VendorContract;

class GoogleContractTest extends VendorContract {
    GoogleContractTest() {
        super(new GoogleCloudDnsServer(), GoogleAccount.ACCOUNT);
    }
}
