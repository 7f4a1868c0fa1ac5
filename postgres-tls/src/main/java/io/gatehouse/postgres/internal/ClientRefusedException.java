package io.gatehouse.postgres.internal;

import java.io.IOException;

/** The server passed, the client showed its certificate, and the server hung up. */
public final class ClientRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientRefusedException() {
        super("the server broke off when it had seen the client's certificate; its log tells why");
    }
}
