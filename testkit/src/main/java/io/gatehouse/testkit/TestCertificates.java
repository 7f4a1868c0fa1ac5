package io.gatehouse.testkit;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.InvalidNameException;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.KeyType;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.core.pki.RevocationReason;
import io.gatehouse.testkit.internal.pki.CertificateDraft;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Server certificates that are right but for one thing, to show that a client looks: one call each.
 *
 * <pre>{@code
 * TestCertificates certificates = TestCertificates.create();
 * startServer(certificates.expired());
 * assertThrows(SSLHandshakeException.class, () -> connect(trusting(certificates.root())));
 * }</pre>
 *
 * <p>Each is issued by one private root, {@link #root()}, which was made a year ago by the clock and lasts nine years
 * more; a client that trusts it and asks for one of the names finds the fault that was meant and no other. Each call makes
 * another certificate, on P-256 unless said otherwise. Thread-safe.
 */
public final class TestCertificates {
    private static final Duration AGE_OF_ROOT = Duration.ofDays(365);
    private static final Duration LIFE_OF_ROOT = Duration.ofDays(3650);
    private static final Duration LIFE = Duration.ofDays(90);
    private static final Duration MARGIN = Duration.ofDays(1);
    private static final String ELSEWHERE = "elsewhere.invalid";
    private static final String SIGNATURE = "SHA256withECDSA";

    private final Clock clock;
    private final Set<Identifier> names;
    private final CertificateAuthority authority;

    private TestCertificates(Clock clock, Set<Identifier> names) {
        this.clock = clock;
        this.names = names;
        this.authority = oldAuthority("Gatehouse test root", clock);
    }

    /** Certificates for {@code localhost}, {@code 127.0.0.1} and {@code ::1}, by the system's clock. */
    public static TestCertificates create() {
        return create("localhost", "127.0.0.1", "::1");
    }

    /**
     * Certificates for other names, by the system's clock.
     *
     * @param namesOrAddresses host names, wildcards and addresses
     * @throws InvalidNameException if one is neither a domain name nor an address
     * @throws IllegalArgumentException if there is none
     */
    public static TestCertificates create(String... namesOrAddresses) {
        return create(Clock.systemUTC(), namesOrAddresses);
    }

    /**
     * Certificates for other names, by a clock: they are expired, or not yet valid, by what it says when they are made.
     *
     * @param clock the clock
     * @param namesOrAddresses host names, wildcards and addresses
     * @throws InvalidNameException if one is neither a domain name nor an address
     * @throws IllegalArgumentException if there is none
     */
    public static TestCertificates create(Clock clock, String... namesOrAddresses) {
        Set<Identifier> names = new LinkedHashSet<>();
        for (String name : namesOrAddresses) {
            names.add(Identifier.parse(name));
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("Test certificates need a name or an address to be good for");
        }
        return new TestCertificates(clock, names);
    }

    /** The trust anchor of all but {@link #selfSigned()} and {@link #crossSigned()}. */
    public X509Certificate root() {
        return authority.root();
    }

    /** The authority itself, for what is not here. */
    public CertificateAuthority authority() {
        return authority;
    }

    /** Nothing is wrong with it. */
    public CertificateBundle valid() {
        return authority.server(texts()).validity(LIFE).issue();
    }

    /** It ended a day ago, after 90 days. */
    public CertificateBundle expired() {
        return authority
                .server(texts())
                .notBefore(clock.instant().minus(MARGIN).minus(LIFE))
                .validity(LIFE)
                .issue();
    }

    /** It begins tomorrow. */
    public CertificateBundle notYetValid() {
        return authority
                .server(texts())
                .notBefore(clock.instant().plus(MARGIN))
                .validity(LIFE)
                .issue();
    }

    /** It is for {@code elsewhere.invalid} (RFC 6761, section 6.4). */
    public CertificateBundle wrongHost() {
        return authority.server(ELSEWHERE).validity(LIFE).issue();
    }

    /** Its key may sign revocation lists and nothing else (RFC 5280, section 4.2.1.3). */
    public CertificateBundle wrongKeyUsage() {
        KeyPair pair = PrivateKeys.generate(KeyType.EC_P256);
        return issued(draft(pair).forRevocationListsOnly(), pair, SIGNATURE);
    }

    /** It is for TLS clients alone (RFC 5280, section 4.2.1.12). */
    public CertificateBundle wrongExtendedKeyUsage() {
        KeyPair pair = PrivateKeys.generate(KeyType.EC_P256);
        return issued(draft(pair).forClientsOnly(), pair, SIGNATURE);
    }

    /** Its own key signed it, and no authority; trusted by itself, it is good. */
    public CertificateBundle selfSigned() {
        KeyPair pair = PrivateKeys.generate(KeyType.EC_P256);
        return CertificateBundle.of(List.of(draft(pair).selfSigned(pair.getPrivate(), SIGNATURE)), pair.getPrivate());
    }

    /**
     * Its key is RSA with 1024 bits. OpenSSL refuses that from security level 2, Debian's default; Java accepts it from a
     * private root unless algorithm constraints forbid it.
     */
    public CertificateBundle weakKey() {
        KeyPair pair = rsa1024();
        return issued(draft(pair), pair, SIGNATURE);
    }

    /**
     * It is signed over a SHA-1 digest. OpenSSL refuses that from security level 2, Debian's default; Java accepts it from
     * a private root unless algorithm constraints forbid it.
     */
    public CertificateBundle weakSignature() {
        KeyPair pair = PrivateKeys.generate(KeyType.EC_P256);
        return issued(draft(pair), pair, "SHA1withECDSA");
    }

    /** It was revoked because its key is known to others, and the list that says so. */
    public RevokedCertificate revoked() {
        CertificateBundle bundle = valid();
        authority.revoke(bundle.leaf(), RevocationReason.KEY_COMPROMISE);
        return new RevokedCertificate(bundle, crl());
    }

    /** A fresh revocation list of the root, with everything {@link #revoked()} so far; empty before that. */
    public X509CRL crl() {
        return authority.crl();
    }

    /**
     * It is good, at the end of a long way: Java's TLS takes chains of 10 certificates unless
     * {@code jdk.tls.maxCertificateChainLength} says otherwise, OpenSSL 100 above the leaf.
     *
     * @param intermediates how many authorities stand between the leaf and the root
     * @throws IllegalArgumentException if that is less than 1
     */
    public CertificateBundle longChain(int intermediates) {
        if (intermediates < 1) {
            throw new IllegalArgumentException("a long chain needs an intermediate authority, not " + intermediates);
        }
        X509Certificate issuer = authority.certificate();
        KeyPair issuerPair =
                new KeyPair(issuer.getPublicKey(), authority.bundle().privateKey());
        List<X509Certificate> chain = new ArrayList<>();
        for (int i = 1; i <= intermediates; i++) {
            KeyPair pair = PrivateKeys.generate(KeyType.EC_P256);
            issuer = CertificateDraft.authority("Gatehouse test intermediate " + i, pair.getPublic(), issuer)
                    .signedBy(issuer, issuerPair.getPrivate(), SIGNATURE);
            issuerPair = pair;
            chain.add(0, issuer);
        }
        KeyPair leaf = PrivateKeys.generate(KeyType.EC_P256);
        chain.add(0, draft(leaf).signedBy(issuer, issuerPair.getPrivate(), SIGNATURE));
        return CertificateBundle.of(chain, leaf.getPrivate());
    }

    /**
     * It is good, and leads to two roots: a new one, and an old one that signed the new one's key, as public authorities
     * do until the new root is in every trust store.
     */
    public CrossSignedCertificate crossSigned() {
        CertificateAuthority old = oldAuthority("Gatehouse test old root", clock);
        CertificateAuthority fresh = oldAuthority("Gatehouse test new root", clock);
        X509Certificate bridge = CertificateDraft.again(fresh.certificate())
                .signedBy(old.certificate(), old.bundle().privateKey(), SIGNATURE);
        CertificateBundle bundle = fresh.intermediate("Gatehouse test intermediate")
                .server(texts())
                .validity(LIFE)
                .issue();
        List<X509Certificate> longer = new ArrayList<>(bundle.chain());
        longer.add(bridge);
        return new CrossSignedCertificate(
                bundle, CertificateBundle.of(longer, bundle.privateKey()), fresh.root(), old.root());
    }

    private CertificateDraft draft(KeyPair pair) {
        Instant now = clock.instant();
        return new CertificateDraft("Gatehouse test server", pair.getPublic(), now.minus(MARGIN), now.plus(LIFE))
                .names(names);
    }

    private CertificateBundle issued(CertificateDraft draft, KeyPair pair, String algorithm) {
        X509Certificate leaf =
                draft.signedBy(authority.certificate(), authority.bundle().privateKey(), algorithm);
        return CertificateBundle.of(List.of(leaf), pair.getPrivate());
    }

    private String[] texts() {
        return names.stream().map(Identifier::text).toArray(String[]::new);
    }

    /** Issues by the present time, from a root that already existed when an expired certificate began. */
    private static CertificateAuthority oldAuthority(String commonName, Clock clock) {
        CertificateAuthority old = CertificateAuthority.builder(commonName)
                .clock(Clock.offset(clock, AGE_OF_ROOT.negated()))
                .validity(LIFE_OF_ROOT)
                .build();
        return CertificateAuthority.of(old.bundle(), clock);
    }

    private static KeyPair rsa1024() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(1024);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has RSA", e);
        }
    }
}
