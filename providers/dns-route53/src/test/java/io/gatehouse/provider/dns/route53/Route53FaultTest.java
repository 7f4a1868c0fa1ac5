package io.gatehouse.provider.dns.route53;

import io.gatehouse.fixture.dns.Route53Server;
import io.gatehouse.fixture.dns.VendorFaultContract;

class Route53FaultTest extends VendorFaultContract {
    Route53FaultTest() {
        super(new Route53Server(), Account.FIXTURE);
    }
}
