package io.gatehouse.testkit.internal.acme;

import io.gatehouse.core.Identifier;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.Supplier;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * dns-01 (RFC 8555, section 8.4): every server that answers for the name must have the value among its TXT records, as
 * a CA may ask any of them.
 */
final class Dns01Validator implements ChallengeValidator {
    private final Supplier<List<InetSocketAddress>> servers;

    Dns01Validator(Supplier<List<InetSocketAddress>> servers) {
        this.servers = servers;
    }

    @Override
    public void validate(Identifier identifier, String token, String keyAuthorization) {
        Name name = challengeName(identifier);
        String expected = digest(keyAuthorization);
        for (TxtLookup.Found found : new TxtLookup(servers.get()).ask(name)) {
            if (!found.values().contains(expected)) {
                throw ProblemType.INCORRECT_RESPONSE.because("the TXT record " + expected + " was expected at " + name
                        + ", but " + found.server() + " has " + found.values() + " at " + found.name());
            }
        }
    }

    private static Name challengeName(Identifier identifier) {
        try {
            return Name.fromString("_acme-challenge." + identifier.text() + ".");
        } catch (TextParseException e) {
            throw ProblemType.DNS.because("_acme-challenge." + identifier.text() + " is too long for DNS");
        }
    }

    private static String digest(String keyAuthorization) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return Base64Url.encode(sha256.digest(keyAuthorization.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
