package io.gatehouse.proxy.probe;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The first message of a client (RFC 5246, section 7.4.1.2; RFC 8446, section 4.1.2), as bytes in one record.
 *
 * <p>For TLS 1.3 it holds no key share, so that the server answers with a HelloRetryRequest that names the suite and the
 * group it would take. Nothing needs to be computed for that, and any group can be asked for.
 */
record ClientHello(ProbedVersion version, String serverName, List<Integer> suites, List<Integer> groups) {
    private static final int[] SIGNATURES = {
        0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601,
        0x0203, 0x0201
    };
    private static final int SECURE_RENEGOTIATION = 0x00ff;

    byte[] record() {
        Bytes hello = new Bytes();
        boolean isTls13 = version == ProbedVersion.TLS_1_3;
        int legacy = Math.min(version.code(), ProbedVersion.TLS_1_2.code());
        hello.two(legacy).raw(new byte[32]);
        hello.one(32).raw(new byte[32]);
        Bytes offered = new Bytes();
        suites.forEach(offered::two);
        if (!isTls13) {
            offered.two(SECURE_RENEGOTIATION);
        }
        hello.sized(offered).one(1).one(0);
        if (version != ProbedVersion.SSL_3_0) {
            hello.sized(extensions(isTls13));
        }
        Bytes message = new Bytes().one(1).one(0).sized(hello);
        return new Bytes()
                .one(22)
                .two(Math.min(legacy, ProbedVersion.TLS_1_0.code()))
                .sized(message)
                .toByteArray();
    }

    private Bytes extensions(boolean isTls13) {
        Bytes name = new Bytes().one(0).sized(new Bytes().raw(serverName.getBytes(StandardCharsets.US_ASCII)));
        Bytes curves = new Bytes();
        groups.forEach(curves::two);
        Bytes signatures = new Bytes();
        for (int signature : SIGNATURES) {
            signatures.two(signature);
        }
        Bytes all = new Bytes()
                .two(0)
                .sized(new Bytes().sized(name))
                .two(10)
                .sized(new Bytes().sized(curves))
                .two(13)
                .sized(new Bytes().sized(signatures));
        if (isTls13) {
            Bytes noKeyShare = new Bytes().two(0);
            Bytes onlyTls13 = new Bytes().one(2).two(ProbedVersion.TLS_1_3.code());
            return all.two(43).sized(onlyTls13).two(51).sized(noKeyShare);
        }
        Bytes uncompressedPoints = new Bytes().one(1).one(0);
        return all.two(11).sized(uncompressedPoints).two(23).sized(new Bytes());
    }

    /** Big-endian numbers and vectors that are preceded by their length in two bytes. */
    private static final class Bytes {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Bytes one(int value) {
            out.write(value);
            return this;
        }

        Bytes two(int value) {
            return one(value >> 8).one(value);
        }

        Bytes raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        Bytes sized(Bytes vector) {
            return two(vector.out.size()).raw(vector.toByteArray());
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }
}
