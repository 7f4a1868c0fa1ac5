package io.gatehouse.proxy.probe;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The numbers of IANA's TLS registry that are offered to a server, and the names OpenSSL gives some of them. */
final class TlsNumbers {
    /** Ranges in which suites are registered; the numbers between them are not, or signal something else. */
    private static final List<Integer> BEFORE_TLS_1_3 = Stream.of(
                    IntStream.rangeClosed(0x0001, 0x006d),
                    IntStream.rangeClosed(0x0084, 0x00c5),
                    IntStream.rangeClosed(0xc001, 0xc0b5),
                    IntStream.rangeClosed(0xcc13, 0xcc15),
                    IntStream.rangeClosed(0xcca8, 0xccae),
                    IntStream.rangeClosed(0xd001, 0xd005))
            .flatMap(IntStream::boxed)
            .toList();

    private static final List<Integer> TLS_1_3 =
            IntStream.rangeClosed(0x1301, 0x1307).boxed().toList();

    private static final Map<Integer, String> GROUP_NAMES = Map.of(
            0x0017, "prime256v1",
            0x0018, "secp384r1",
            0x0019, "secp521r1",
            0x001d, "X25519",
            0x001e, "X448",
            0x11eb, "SecP256r1MLKEM768",
            0x11ec, "X25519MLKEM768",
            0x11ed, "SecP384r1MLKEM1024",
            0x6399, "X25519Kyber768Draft00");

    static final List<Integer> GROUPS = Stream.of(
                    IntStream.rangeClosed(0x0001, 0x0029),
                    IntStream.rangeClosed(0x0100, 0x0104),
                    IntStream.rangeClosed(0x0200, 0x0202),
                    IntStream.rangeClosed(0x11eb, 0x11ee),
                    IntStream.of(0x6399))
            .flatMap(IntStream::boxed)
            .toList();

    private TlsNumbers() {}

    static List<Integer> suites(ProbedVersion version) {
        return version == ProbedVersion.TLS_1_3 ? TLS_1_3 : BEFORE_TLS_1_3;
    }

    static String groupName(int number) {
        return GROUP_NAMES.getOrDefault(number, String.format("0x%04x", number));
    }
}
