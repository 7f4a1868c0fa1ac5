package io.gatehouse.proxy;

/** A newer nginx, which loads a certificate once for many sites, over HTTP/3 too. */
class NewerNginxManySitesIT extends NginxInCompany implements Http3Questions {
    NewerNginxManySitesIT() {
        super(ServerUnderTest.NEWER_NGINX);
    }
}
