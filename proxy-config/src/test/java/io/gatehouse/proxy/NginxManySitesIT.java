package io.gatehouse.proxy;

/** The installed nginx, which loads a certificate once for many sites. */
class NginxManySitesIT extends NginxInCompany {
    NginxManySitesIT() {
        super(ServerUnderTest.NGINX);
    }
}
