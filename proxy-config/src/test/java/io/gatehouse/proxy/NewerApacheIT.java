package io.gatehouse.proxy;

/** {@link VersionBehaviour} of the Apache httpd of Debian 13. */
class NewerApacheIT extends VersionBehaviour {
    NewerApacheIT() {
        super(ServerUnderTest.NEWER_APACHE);
    }
}
