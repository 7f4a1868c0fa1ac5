package io.gatehouse.provider.dns.http;

import io.gatehouse.fixture.dns.VendorContract;

class HttpContractTest extends VendorContract {
    HttpContractTest() {
        super(new RecordingServer(), HttpAccount.ACCOUNT);
    }
}
