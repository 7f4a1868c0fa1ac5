package io.gatehouse.proxy;

/** The behaviour suite against the installed HAProxy. */
class HaproxyIT extends ProxyBehaviour {
    HaproxyIT() {
        super(ServerUnderTest.HAPROXY);
    }
}
