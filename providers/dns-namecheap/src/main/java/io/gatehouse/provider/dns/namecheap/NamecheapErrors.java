package io.gatehouse.provider.dns.namecheap;

import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.provider.dns.json.FailureReader.Failure;
import io.gatehouse.provider.dns.json.VendorAnswer;
import java.util.Set;

/** What the numbers of Namecheap's errors mean. */
final class NamecheapErrors {
    /** User, key or address missing, unknown, disabled or locked; a kind of authentication that it does not know. */
    private static final Set<String> BAD_CREDENTIALS = Set.of(
            "1010101", "1010102", "1011102", "1011150", "1016103", "1017101", "1017103", "1017105", "1017150",
            "1017411", "1019103", "1030408", "1050900");
    /** Not found, not of this account, or served by other name servers. */
    private static final Set<String> NO_SUCH_ZONE = Set.of("2019166", "2016166", "2030288");
    /** Errors of its own, or of those it asks. */
    private static final Set<String> FAILED =
            Set.of("3031510", "3050900", "4022288", "4023330", "4023350", "4023271", "5050900");

    private static final int METHOD_NOT_ALLOWED = 405;
    private static final String TOO_MANY_REQUESTS = "500000";

    private NamecheapErrors() {}

    /** Who asks too often gets an odd status, and no XML. */
    static Failure failure(VendorAnswer answer, Failure usual) {
        return answer.status() == METHOD_NOT_ALLOWED ? new Failure(Kind.RATE_LIMITED, usual.words()) : usual;
    }

    static Kind kind(String number) {
        if (BAD_CREDENTIALS.contains(number)) {
            return Kind.BAD_CREDENTIALS;
        }
        if (NO_SUCH_ZONE.contains(number)) {
            return Kind.NO_SUCH_ZONE;
        }
        if (number.equals(TOO_MANY_REQUESTS)) {
            return Kind.RATE_LIMITED;
        }
        return FAILED.contains(number) ? Kind.SERVER_FAILED : Kind.REFUSED;
    }
}
