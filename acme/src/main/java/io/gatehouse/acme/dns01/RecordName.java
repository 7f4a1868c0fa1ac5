package io.gatehouse.acme.dns01;

import io.gatehouse.acme.Challenge;
import io.gatehouse.acme.ChallengeSolverException;
import io.gatehouse.acme.ChallengeType;
import io.gatehouse.core.DomainName;
import io.gatehouse.core.InvalidNameException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.xbill.DNS.utils.base32;

/** At which name a CA looks for the TXT record, before any CNAME. */
final class RecordName {
    private static final String PREFIX = "_acme-challenge";
    private static final int ACCOUNT_BYTES = 10;
    private static final base32 LOWER_CASE_BASE32 = new base32(base32.Alphabet.BASE32, false, true);

    private RecordName() {}

    /**
     * {@code _acme-challenge.<name>} for dns-01 (RFC 8555, section 8.4), and one label more for dns-account-01
     * (draft-ietf-acme-dns-account-label).
     *
     * @throws ChallengeSolverException if the challenge is about an address, or a name too long to have a record below it
     */
    static DomainName of(Challenge challenge) {
        if (!(challenge.identifier() instanceof DomainName name)) {
            throw new ChallengeSolverException(
                    challenge.type() + " cannot prove the address "
                            + challenge.identifier().text() + "; use http-01.",
                    null);
        }
        String labels = challenge.type() == ChallengeType.DNS_ACCOUNT_01
                ? "_" + accountLabel(challenge.account()) + "." + PREFIX
                : PREFIX;
        try {
            return name.base().child(labels);
        } catch (InvalidNameException e) {
            throw new ChallengeSolverException(
                    "No record can be written for " + name + ": " + e.getMessage() + " Use http-01 for this name.", e);
        }
    }

    /** The first ten bytes of the account URL's SHA-256, in base32 (RFC 4648, section 6) and lower case. */
    private static String accountLabel(URI account) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(account.toString().getBytes(StandardCharsets.US_ASCII));
            return LOWER_CASE_BASE32.toString(Arrays.copyOf(digest, ACCOUNT_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
