package io.gatehouse.provider.dns.route53;

import io.gatehouse.fixture.dns.Route53Server;
import io.gatehouse.fixture.dns.VendorContract;

/** The contract against a server that follows the API Reference, the condition of a change included. */
class Route53ProviderTest extends VendorContract {
    Route53ProviderTest() {
        super(new Route53Server(), Account.FIXTURE);
    }
}
