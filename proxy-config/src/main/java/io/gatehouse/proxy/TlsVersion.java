package io.gatehouse.proxy;

/** A version of TLS, by the name OpenSSL gives it. */
public enum TlsVersion {
    /** RFC 2246, deprecated by RFC 8996; only in the guideline's {@code old} profile. */
    TLS_1_0("TLSv1"),
    /** RFC 4346, deprecated by RFC 8996; only in the guideline's {@code old} profile. */
    TLS_1_1("TLSv1.1"),
    /** RFC 5246. */
    TLS_1_2("TLSv1.2"),
    /** RFC 8446. */
    TLS_1_3("TLSv1.3");

    private final String openSslName;

    TlsVersion(String openSslName) {
        this.openSslName = openSslName;
    }

    /** {@code TLSv1.2} and the like. */
    public String openSslName() {
        return openSslName;
    }
}
