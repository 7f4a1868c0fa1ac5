package io.gatehouse.provider.dns.http;

import io.gatehouse.fixture.dns.VendorAccount;
import java.net.URI;
import java.util.Map;

/** A user of the server for tests. */
final class HttpAccount {
    static final VendorAccount ACCOUNT = new VendorAccount(
            "http",
            url -> settings(url, RecordingServer.PASSWORD),
            url -> settings(url, RecordingServer.WRONG_PASSWORD));

    private HttpAccount() {}

    private static Map<String, String> settings(URI url, String password) {
        return Map.of(
                "endpoint",
                url.toString(),
                "username",
                RecordingServer.USERNAME,
                "password",
                password,
                "requests-per-second",
                "1000000");
    }
}
