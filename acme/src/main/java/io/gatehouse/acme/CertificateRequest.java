package io.gatehouse.acme;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.pki.KeyType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a certificate is wanted for. Immutable.
 *
 * <pre>{@code
 * CertificateRequest.forNames("example.org", "*.example.org").keyType(KeyType.EC_P384).name("shop")
 * }</pre>
 *
 * @param name what the store calls it: one folder or key, the same from renewal to renewal
 * @param identifiers the names and addresses, without duplicates
 * @param keyType the kind of key to make
 */
public record CertificateRequest(String name, List<Identifier> identifiers, KeyType keyType) {
    static final KeyType DEFAULT_KEY_TYPE = KeyType.EC_P256;
    private static final Pattern STORE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");

    /**
     * @throws InvalidModelException if there is no identifier, the name could not be a folder's, or no public CA takes
     *     the key type; it reports every problem
     */
    public CertificateRequest {
        List<Problem> problems = new ArrayList<>();
        if (!STORE_NAME.matcher(name).matches()) {
            problems.add(new Problem(
                    "name", "is \"" + name + "\"; use letters, digits, '.', '_' and '-', and no leading dot"));
        }
        if (identifiers.isEmpty()) {
            problems.add(new Problem("identifiers", "is empty; name at least one host or address"));
        }
        for (Identifier identifier : identifiers) {
            if (identifier instanceof DomainName host && !host.base().isHostName()) {
                problems.add(new Problem(
                        "identifiers", "holds \"" + host + "\", which is no host name; labels cannot begin with '_'"));
            }
        }
        if (keyType == KeyType.ED25519) {
            problems.add(new Problem("keyType", "is ED25519, which no public CA signs; use EC_P256"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidModelException("Certificate request", problems);
        }
        identifiers = List.copyOf(new LinkedHashSet<>(identifiers));
    }

    /**
     * A certificate for these hosts, wildcards and IP addresses, with a P-256 key (small, quick, accepted everywhere). It
     * is kept under the first name, {@code _.example.org} for {@code *.example.org}; of two requests under one name, each
     * replaces the other's certificate, so give one of them another {@link #name(String)}.
     *
     * @throws io.gatehouse.core.InvalidNameException if a name is not legal
     * @throws InvalidModelException if there is no name
     */
    public static CertificateRequest forNames(String... names) {
        List<Identifier> identifiers =
                Arrays.stream(names).map(Identifier::parse).toList();
        String first = identifiers.isEmpty() ? "none" : storeName(identifiers.get(0));
        return new CertificateRequest(first, identifiers, DEFAULT_KEY_TYPE);
    }

    /** The same request, kept under another name. */
    public CertificateRequest name(String storeName) {
        return new CertificateRequest(storeName, identifiers, keyType);
    }

    /** The same request with another kind of key. */
    public CertificateRequest keyType(KeyType type) {
        return new CertificateRequest(name, identifiers, type);
    }

    private static String storeName(Identifier identifier) {
        if (identifier instanceof DomainName host) {
            // The wildcard has a name of its own: it and the bare host are often two certificates.
            return host.isWildcard() ? "_." + host.base().text() : host.text();
        }
        // Colons of IPv6 are no good in a folder's name.
        return identifier.text().replace(':', '_');
    }
}
