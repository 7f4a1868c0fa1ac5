package io.gatehouse.postgres.hba;

import io.gatehouse.postgres.PostgresVersion;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Makes a rule of the fields of a line, or tells why the server would not. */
final class HbaRuleReader {
    private static final Set<String> METHODS = Set.of(
            "trust",
            "reject",
            "scram-sha-256",
            "md5",
            "password",
            "cert",
            "peer",
            "ident",
            "gss",
            "sspi",
            "ldap",
            "pam",
            "bsd",
            "radius",
            "oauth");

    private final PostgresVersion version;
    private final Iterator<List<AuthToken>> fields;

    private HbaRuleReader(List<List<AuthToken>> fields, PostgresVersion version) {
        this.version = version;
        this.fields = fields.iterator();
    }

    static HbaRule read(List<List<AuthToken>> fields, PostgresVersion version) throws RefusedLineException {
        return new HbaRuleReader(fields, version).read();
    }

    private HbaRule read() throws RefusedLineException {
        String word = single("connection type").text();
        HbaType type = HbaType.of(word)
                .orElseThrow(() -> new RefusedLineException("begins with '" + word
                        + "', which is no connection type; write local, host, hostssl, hostnossl, hostgssenc or"
                        + " hostnogssenc, in lower case" + includeHint(word)));
        List<AuthToken> databases = names("database");
        List<AuthToken> users = names("user");
        Optional<HbaAddress> address = type == HbaType.LOCAL ? Optional.empty() : Optional.of(address());
        String method = method(type);
        List<AuthToken> rest = new ArrayList<>();
        fields.forEachRemaining(rest::addAll);
        Map<String, String> options = HbaOptions.read(type, method, rest, version);
        return new HbaRule(type, databases, users, address, method, options);
    }

    private String includeHint(String word) {
        return word.startsWith("include") && !version.isAtLeast(16)
                ? "; PostgreSQL " + version.major() + " has no include, but @file within a list"
                : "";
    }

    private List<AuthToken> names(String what) throws RefusedLineException {
        List<AuthToken> names = next(what);
        if (version.isAtLeast(16)) {
            for (AuthToken name : names) {
                checkRegex(name);
            }
        }
        return names;
    }

    static void checkRegex(AuthToken token) throws RefusedLineException {
        if (token.isRegex()) {
            Optional<String> problem = RegexSyntax.problem(token.text().substring(1));
            if (problem.isPresent()) {
                throw new RefusedLineException(
                        "has the regular expression " + token.text() + ", which " + problem.get());
            }
        }
    }

    private HbaAddress address() throws RefusedLineException {
        AuthToken token = single("address");
        if (token.isKeyword("all")) {
            return HbaAddress.ANY;
        }
        if (token.isKeyword("samehost")) {
            return HbaAddress.SAME_HOST;
        }
        if (token.isKeyword("samenet")) {
            return HbaAddress.sameNet();
        }
        int slash = token.text().indexOf('/');
        String host = slash < 0 ? token.text() : token.text().substring(0, slash);
        byte[] address = NumericAddress.parse(host);
        if (address == null) {
            if (slash >= 0) {
                throw new RefusedLineException("has the address '" + token.text()
                        + "': a host name takes no mask; write a network such as 10.0.0.0/8, or the name alone");
            }
            return HbaAddress.hostName(host);
        }
        return HbaAddress.network(address, slash < 0 ? mask(address.length) : prefix(token.text(), slash, address));
    }

    private static byte[] prefix(String text, int slash, byte[] address) throws RefusedLineException {
        int bits = address.length * 8;
        OptionalInt prefix = NumericAddress.prefix(text.substring(slash + 1), bits);
        if (prefix.isEmpty()) {
            throw new RefusedLineException(
                    "has the address '" + text + "' without a prefix length from 0 to " + bits + "; mend it");
        }
        return NumericAddress.mask(prefix.getAsInt(), address.length);
    }

    private byte[] mask(int length) throws RefusedLineException {
        String text = single("netmask").text();
        byte[] mask = NumericAddress.parse(text);
        if (mask == null || mask.length != length) {
            throw new RefusedLineException("has '" + text
                    + "' where the mask of the address belongs; write the address as a network, such as 10.0.0.1/32");
        }
        return mask;
    }

    private String method(HbaType type) throws RefusedLineException {
        String word = single("method").text();
        if (!METHODS.contains(word) || (word.equals("oauth") && !version.isAtLeast(18))) {
            throw new RefusedLineException("has the method '" + word + "', which PostgreSQL " + version.major()
                    + " does not know; write scram-sha-256, cert, peer or reject, in lower case");
        }
        if (word.equals("radius") && version.isAtLeast(19)) {
            throw new RefusedLineException("has the method radius, which PostgreSQL 19 has no more; use ldap or oauth");
        }
        if (word.equals("cert") && type != HbaType.HOSTSSL) {
            throw new RefusedLineException("has the method cert in a " + type.word() + " rule; write hostssl");
        }
        if (word.equals("peer") && type != HbaType.LOCAL) {
            throw new RefusedLineException("has the method peer in a " + type.word()
                    + " rule, where no operating system vouches for the client; use cert or scram-sha-256");
        }
        if (word.equals("gss") && type == HbaType.LOCAL) {
            throw new RefusedLineException("has the method gss in a local rule; use peer");
        }
        return word.equals("ident") && type == HbaType.LOCAL ? "peer" : word;
    }

    private AuthToken single(String what) throws RefusedLineException {
        List<AuthToken> values = next(what);
        if (values.size() > 1) {
            throw new RefusedLineException(
                    "has a list of " + values.size() + " where one " + what + " belongs; write a rule for each");
        }
        return values.get(0);
    }

    private List<AuthToken> next(String what) throws RefusedLineException {
        if (!fields.hasNext()) {
            throw new RefusedLineException("ends where its " + what + " belongs; add it");
        }
        return fields.next();
    }
}
