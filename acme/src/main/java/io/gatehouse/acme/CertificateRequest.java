package io.gatehouse.acme;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidModelException;
import io.gatehouse.core.Problem;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.SigningRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate is wanted for, and what it is to be like. Immutable; each method that takes a value returns another
 * request.
 *
 * <pre>{@code
 * CertificateRequest.forNames("example.org", "*.example.org").keyType(KeyType.EC_P384).name("shop")
 * }</pre>
 */
public final class CertificateRequest {
    static final KeyType DEFAULT_KEY_TYPE = KeyType.EC_P256;
    private static final Pattern STORE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");

    private final Wish wish;

    private record Wish(
            String name,
            List<Identifier> identifiers,
            KeyWish key,
            @Nullable String profile,
            @Nullable ChainPreference preferredChain,
            @Nullable Duration validity) {}

    private record KeyWish(
            KeyType type,
            boolean reuse,
            boolean mustStaple,
            @Nullable SigningRequest csr) {}

    private CertificateRequest(Wish wish) {
        List<Problem> problems = problems(wish);
        if (!problems.isEmpty()) {
            throw new InvalidModelException("Certificate request", problems);
        }
        this.wish = wish;
    }

    /**
     * A certificate for these hosts, wildcards and IP addresses, with a P-256 key (small, quick, accepted everywhere). It
     * is kept under the first name, {@code _.example.org} for {@code *.example.org}; of two requests under one name, each
     * replaces the other's certificate, so give one of them another {@link #name(String)}.
     *
     * @throws io.gatehouse.core.InvalidNameException if a name is not legal
     * @throws InvalidModelException if there is no name, or one that no host can have
     */
    public static CertificateRequest forNames(String... names) {
        return forIdentifiers(Arrays.stream(names).map(Identifier::parse).toList());
    }

    /**
     * The same as {@link #forNames(String...)} for names that are read already.
     *
     * @throws InvalidModelException if there is no name, or one that no host can have
     */
    public static CertificateRequest forIdentifiers(Collection<? extends Identifier> identifiers) {
        List<Identifier> unique = List.copyOf(new LinkedHashSet<>(identifiers));
        return new CertificateRequest(new Wish(
                storeName(unique), unique, new KeyWish(DEFAULT_KEY_TYPE, false, false, null), null, null, null));
    }

    /**
     * A certificate for the names and the key of a certificate request that was made elsewhere (PKCS#10, RFC 2986). The key
     * stays where it is: what comes of it is a certificate without a key, kept under the first name, which cannot be served
     * from here.
     *
     * @param csr DER, or PEM among any other text
     * @throws io.gatehouse.core.pki.CertificateAuthorityException if it cannot be read, is not signed by its own key, or
     *     names nothing
     * @throws InvalidModelException if it asks for a name that no host can have
     */
    public static CertificateRequest forCsr(byte[] csr) {
        SigningRequest read = SigningRequest.parse(csr);
        List<Identifier> identifiers = List.copyOf(read.names());
        KeyType type = KeyTypes.of(read.publicKey()).orElse(DEFAULT_KEY_TYPE);
        return new CertificateRequest(
                new Wish(storeName(identifiers), identifiers, new KeyWish(type, false, false, read), null, null, null));
    }

    /** What the store calls it: one folder or key, the same from renewal to renewal. */
    public String name() {
        return wish.name;
    }

    /**
     * The same request, kept under another name.
     *
     * @throws InvalidModelException if the name could not be a folder's
     */
    public CertificateRequest name(String storeName) {
        return new CertificateRequest(
                new Wish(storeName, wish.identifiers, wish.key, wish.profile, wish.preferredChain, wish.validity));
    }

    /** The names and addresses, without duplicates, in the order given. */
    public List<Identifier> identifiers() {
        return wish.identifiers;
    }

    /** The kind of key to make. */
    public KeyType keyType() {
        return wish.key.type;
    }

    /**
     * The same request with another kind of key: P-256, P-384, or RSA with 2048 to 4096 bits.
     *
     * @throws InvalidModelException if no public CA takes the kind, or the key comes with a certificate request
     */
    public CertificateRequest keyType(KeyType type) {
        return with(new KeyWish(type, wish.key.reuse, wish.key.mustStaple, wish.key.csr));
    }

    /** Whether a renewal keeps the key of the certificate before. */
    public boolean reusesKey() {
        return wish.key.reuse;
    }

    /**
     * The same request, with renewals that keep the key: for those who pin it. By default each certificate has a new one,
     * so that a key that leaked is of use only until the next renewal.
     *
     * @throws InvalidModelException if the key comes with a certificate request
     */
    public CertificateRequest reuseKey() {
        return with(new KeyWish(wish.key.type, true, wish.key.mustStaple, wish.key.csr));
    }

    /** Whether clients are to take the certificate only with a stapled OCSP answer. */
    public boolean mustStaples() {
        return wish.key.mustStaple;
    }

    /**
     * The same request for a certificate that clients take only with a stapled OCSP answer (RFC 7633). For CAs that still
     * answer OCSP; Let's Encrypt no longer does, and refuses.
     *
     * @throws InvalidModelException if a certificate request says it all already
     */
    public CertificateRequest mustStaple() {
        return with(new KeyWish(wish.key.type, wish.key.reuse, true, wish.key.csr));
    }

    /** Which of its kinds of certificate the CA is asked for; empty for the issuer's default. */
    public Optional<String> profile() {
        return Optional.ofNullable(wish.profile);
    }

    /** The same request for a certificate of a profile that the CA offers: {@link AcmeMetadata#profiles()}. */
    public CertificateRequest profile(String profile) {
        return new CertificateRequest(
                new Wish(wish.name, wish.identifiers, wish.key, profile, wish.preferredChain, wish.validity));
    }

    /** Which of several chains is taken; empty for what {@link Certificates} prefers. */
    public Optional<ChainPreference> preferredChain() {
        return Optional.ofNullable(wish.preferredChain);
    }

    /** The same request, with a preference among the chains that the CA offers. */
    public CertificateRequest preferredChain(ChainPreference preference) {
        return new CertificateRequest(
                new Wish(wish.name, wish.identifiers, wish.key, wish.profile, preference, wish.validity));
    }

    /** How long the certificate is to be good for; empty for what the CA and the profile say. */
    public Optional<Duration> validity() {
        return Optional.ofNullable(wish.validity);
    }

    /**
     * The same request for a certificate that ends so long after it was ordered ({@code notAfter}: RFC 8555, section 7.1.3).
     * For private CAs: a CA that lets nobody choose, as Let's Encrypt, refuses the order. Where there are profiles, take one
     * that is as short.
     *
     * @throws InvalidModelException if it is not above zero
     */
    public CertificateRequest validity(Duration howLong) {
        return new CertificateRequest(
                new Wish(wish.name, wish.identifiers, wish.key, wish.profile, wish.preferredChain, howLong));
    }

    /** The certificate request made elsewhere; empty when the key is made here. */
    public Optional<SigningRequest> csr() {
        return Optional.ofNullable(wish.key.csr);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CertificateRequest that && wish.equals(that.wish);
    }

    @Override
    public int hashCode() {
        return wish.hashCode();
    }

    /** What it is kept as, and for which names. */
    @Override
    public String toString() {
        return "CertificateRequest[" + wish.name + ": " + wish.identifiers + "]";
    }

    private CertificateRequest with(KeyWish key) {
        return new CertificateRequest(
                new Wish(wish.name, wish.identifiers, key, wish.profile, wish.preferredChain, wish.validity));
    }

    private static List<Problem> problems(Wish wish) {
        List<Problem> problems = new ArrayList<>();
        if (!STORE_NAME.matcher(wish.name).matches()) {
            problems.add(new Problem(
                    "name", "is \"" + wish.name + "\"; use letters, digits, '.', '_' and '-', and no leading dot"));
        }
        if (wish.identifiers.isEmpty()) {
            problems.add(new Problem("identifiers", "is empty; name at least one host or address"));
        }
        for (Identifier identifier : wish.identifiers) {
            if (identifier instanceof DomainName host && !host.base().isHostName()) {
                problems.add(new Problem(
                        "identifiers", "holds \"" + host + "\", which is no host name; labels cannot begin with '_'"));
            }
        }
        Duration validity = wish.validity;
        if (validity != null && (validity.isNegative() || validity.isZero())) {
            problems.add(new Problem("validity", "is " + validity + "; give a time above zero"));
        }
        problems.addAll(problems(wish.key));
        return problems;
    }

    private static List<Problem> problems(KeyWish key) {
        SigningRequest csr = key.csr;
        if (csr != null) {
            boolean asItSays = key.type == KeyTypes.of(csr.publicKey()).orElse(DEFAULT_KEY_TYPE);
            return asItSays && !key.reuse && !key.mustStaple
                    ? List.of()
                    : List.of(new Problem(
                            "csr",
                            "decides about keyType(), reuseKey() and mustStaple(); make it anew to change them"));
        }
        return key.type == KeyType.ED25519
                ? List.of(new Problem("keyType", "is ED25519, which no public CA signs; use EC_P256"))
                : List.of();
    }

    private static String storeName(List<Identifier> identifiers) {
        if (identifiers.isEmpty()) {
            return "none";
        }
        if (identifiers.get(0) instanceof DomainName host) {
            // The wildcard has a name of its own: it and the bare host are often two certificates.
            return host.isWildcard() ? "_." + host.base().text() : host.text();
        }
        // Colons of IPv6 are no good in a folder's name.
        return identifiers.get(0).text().replace(':', '_');
    }
}
