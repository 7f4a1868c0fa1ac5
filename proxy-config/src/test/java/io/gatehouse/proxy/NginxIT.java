package io.gatehouse.proxy;

/** The behaviour suite against the installed nginx. */
class NginxIT extends ProxyBehaviour {
    NginxIT() {
        super(ServerUnderTest.NGINX);
    }
}
