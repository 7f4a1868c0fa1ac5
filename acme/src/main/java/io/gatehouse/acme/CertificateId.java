package io.gatehouse.acme;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * How a CA knows a certificate when asked about its renewal (RFC 9773, section 4.1): its issuer's key identifier and its
 * serial number, both base64url, joined by a dot. Immutable.
 */
record CertificateId(String text) {
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int KEY_IDENTIFIER = 0x80;

    /** Empty for a certificate that does not name its issuer's key, such as a self-signed one: no CA suggests for it. */
    static Optional<CertificateId> of(X509Certificate certificate) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        byte[] serial = certificate.getSerialNumber().toByteArray();
        return Optional.ofNullable(certificate.getExtensionValue(AUTHORITY_KEY_IDENTIFIER))
                .flatMap(value -> content(value, OCTET_STRING))
                .flatMap(extension -> content(extension, SEQUENCE))
                // The identifier comes first where there is one.
                .flatMap(fields -> content(fields, KEY_IDENTIFIER))
                .filter(keyIdentifier -> keyIdentifier.length > 0)
                .map(keyIdentifier ->
                        new CertificateId(base64.encodeToString(keyIdentifier) + "." + base64.encodeToString(serial)));
    }

    /** What is inside of the first DER value, if it has this tag. Lengths from 128 on take more than a byte. */
    private static Optional<byte[]> content(byte[] der, int tag) {
        if (der.length < 2 || (der[0] & 0xff) != tag) {
            return Optional.empty();
        }
        int length = der[1] & 0xff;
        int start = 2;
        if (length > 127) {
            int bytes = length & 0x7f;
            start += bytes;
            if (bytes == 0 || bytes > 2 || start > der.length) {
                return Optional.empty();
            }
            length = 0;
            for (int i = 2; i < start; i++) {
                length = (length << 8) | (der[i] & 0xff);
            }
        }
        return start + length > der.length
                ? Optional.empty()
                : Optional.of(Arrays.copyOfRange(der, start, start + length));
    }

    @Override
    public String toString() {
        return text;
    }
}
