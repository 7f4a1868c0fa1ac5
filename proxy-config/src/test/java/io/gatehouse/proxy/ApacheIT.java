package io.gatehouse.proxy;

/** The behaviour suite against the installed Apache. */
class ApacheIT extends ProxyBehaviour {
    ApacheIT() {
        super(ServerUnderTest.APACHE);
    }
}
