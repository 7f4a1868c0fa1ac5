package io.gatehouse.postgres.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * A TCP socket that gives the driver one byte at a time until TLS begins.
 *
 * <p>The server's answer in the clear is one byte. A driver that reads more of what is there puts it into a buffer from
 * before TLS; what somebody in the middle added must not wait in one (CVE-2021-23222), and must not vanish in one either.
 */
final class ClearSocket extends Socket {
    private volatile boolean encrypted;

    @Override
    public InputStream getInputStream() throws IOException {
        InputStream raw = super.getInputStream();
        return encrypted ? raw : new SingleBytes(raw);
    }

    /**
     * From here on everything read belongs to TLS.
     *
     * @throws DemandNotMetException if something was sent before the client's first TLS message
     */
    void beginTls() throws IOException {
        if (super.getInputStream().available() > 0) {
            throw new DemandNotMetException("the server, or somebody in between, sent bytes in the clear behind its"
                    + " answer to the request for TLS; they were not read");
        }
        encrypted = true;
    }

    private static final class SingleBytes extends FilterInputStream {
        SingleBytes(InputStream raw) {
            super(raw);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return super.read(into, offset, Math.min(length, 1));
        }
    }
}
