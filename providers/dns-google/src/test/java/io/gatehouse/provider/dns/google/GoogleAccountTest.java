package io.gatehouse.provider.dns.google;

import io.gatehouse.fixture.dns.GoogleCloudDnsServer;
import io.gatehouse.fixture.dns.VendorAccountContract;

class GoogleAccountTest extends VendorAccountContract {
    GoogleAccountTest() {
        super(new GoogleCloudDnsServer(), GoogleAccount.ACCOUNT);
    }

    @Override
    protected int zonesAPage() {
        return 100;
    }
}
