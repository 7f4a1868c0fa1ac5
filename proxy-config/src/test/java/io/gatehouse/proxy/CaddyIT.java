package io.gatehouse.proxy;

/** The behaviour suite against the installed Caddy. */
class CaddyIT extends ProxyBehaviour {
    CaddyIT() {
        super(ServerUnderTest.CADDY);
    }
}
