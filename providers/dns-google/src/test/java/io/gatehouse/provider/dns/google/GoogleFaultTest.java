package io.gatehouse.provider.dns.google;

import io.gatehouse.fixture.dns.GoogleCloudDnsServer;
import io.gatehouse.fixture.dns.VendorFaultContract;

class GoogleFaultTest extends VendorFaultContract {
    GoogleFaultTest() {
        super(new GoogleCloudDnsServer(), GoogleAccount.ACCOUNT);
    }
}
