package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/**
 * dns-01 (RFC 8555, section 8.4): every server that answers for the name must have the value among its TXT records, as
 * a CA may ask any of them.
 */
final class Dns01Validator implements ChallengeValidator {
    private static final int ACCOUNT_BYTES = 10;
    private static final base32 BASE32 = new base32(base32.Alphabet.BASE32, false, true);

    private final Supplier<List<InetSocketAddress>> servers;

    private final String prefix;

    Dns01Validator(Supplier<List<InetSocketAddress>> servers) {
        this(servers, "_acme-challenge");
    }

    private Dns01Validator(Supplier<List<InetSocketAddress>> servers, String prefix) {
        this.servers = servers;
        this.prefix = prefix;
    }

    /** dns-account-01: under a name for each account, so that several can prove at a time. */
    Dns01Validator of(String accountUrl) {
        byte[] label = Arrays.copyOf(sha256(accountUrl), ACCOUNT_BYTES);
        return new Dns01Validator(servers, "_" + BASE32.toString(label).toLowerCase(Locale.ROOT) + "._acme-challenge");
    }

    @Override
    public void validate(Identifier identifier, String token, String keyAuthorization) {
        Name name = challengeName(identifier);
        String expected = digest(keyAuthorization);
        List<DnsLookup.Found> answers = new DnsLookup(servers.get(), Type.TXT).ask(name);
        if (answers.isEmpty()) {
            throw ProblemType.DNS.because("no DNS server that this CA asks serves " + name);
        }
        for (DnsLookup.Found found : answers) {
            List<String> values =
                    found.records().stream().map(Dns01Validator::text).toList();
            if (!values.contains(expected)) {
                throw ProblemType.INCORRECT_RESPONSE.because("the TXT record " + expected + " was expected at " + name
                        + ", but " + found.server() + " has " + values + " at " + found.name());
            }
        }
    }

    /** A value may be cut into several character strings; they count as one text (RFC 1464 and its users). */
    private static String text(Record txt) {
        StringBuilder text = new StringBuilder();
        for (byte[] part : ((TXTRecord) txt).getStringsAsByteArrays()) {
            text.append(new String(part, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    private Name challengeName(Identifier identifier) {
        try {
            return Name.fromString(prefix + "." + identifier.text() + ".");
        } catch (TextParseException e) {
            throw ProblemType.DNS.because(prefix + "." + identifier.text() + " is too long for DNS");
        }
    }

    private static String digest(String keyAuthorization) {
        return Base64Url.encode(sha256(keyAuthorization));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
