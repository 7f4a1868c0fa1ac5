package io.gatehouse.proxy.probe;

/** A protocol version as it stands on the wire. */
public enum ProbedVersion {
    SSL_3_0(0x0300),
    TLS_1_0(0x0301),
    TLS_1_1(0x0302),
    TLS_1_2(0x0303),
    TLS_1_3(0x0304);

    private final int code;

    ProbedVersion(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
