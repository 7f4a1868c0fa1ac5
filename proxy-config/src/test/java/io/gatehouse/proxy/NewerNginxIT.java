package io.gatehouse.proxy;

/** {@link VersionBehaviour} of the nginx of Debian 13. */
class NewerNginxIT extends VersionBehaviour implements Http3Questions {
    NewerNginxIT() {
        super(ServerUnderTest.NEWER_NGINX);
    }
}
