package io.gatehouse.core.pki;

import io.gatehouse.core.Identifier;
import io.gatehouse.core.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A leaf certificate, its intermediates and, unless left out, its private key. */
public final class CertificateBundle {
    private CertificateBundle() {}

    /** Of. */
    public static CertificateBundle of(List<X509Certificate> chain, PrivateKey key) {
        return Landing.next();
    }

    /** Of. */
    public static CertificateBundle of(List<X509Certificate> chain) {
        return Landing.next();
    }

    /** Parse. */
    public static CertificateBundle parse(String pem) {
        return Landing.next();
    }

    /** Parse. */
    public static CertificateBundle parse(String pem, Secret passphrase) {
        return Landing.next();
    }

    /** Read. */
    public static CertificateBundle read(Path fullchain) {
        return Landing.next();
    }

    /** Read. */
    public static CertificateBundle read(Path fullchain, Path key) {
        return Landing.next();
    }

    /** Read. */
    public static CertificateBundle read(Path fullchain, Path key, Secret passphrase) {
        return Landing.next();
    }

    /** Read. */
    public static CertificateBundle readPkcs12(Path file, Secret password) {
        return Landing.next();
    }

    /** Leaf. */
    public X509Certificate leaf() {
        return Landing.next();
    }

    /** Chain. */
    public List<X509Certificate> chain() {
        return Landing.next();
    }

    /** Intermediates. */
    public List<X509Certificate> intermediates() {
        return Landing.next();
    }

    /** Has key. */
    public boolean hasPrivateKey() {
        return Landing.next();
    }

    /** Key. */
    public PrivateKey privateKey() {
        return Landing.next();
    }

    /** Names. */
    public Set<Identifier> names() {
        return Landing.next();
    }

    /** Covers. */
    public boolean covers(Identifier identifier) {
        return Landing.next();
    }

    /** Not before. */
    public Instant notBefore() {
        return Landing.next();
    }

    /** Not after. */
    public Instant notAfter() {
        return Landing.next();
    }

    /** Hex. */
    public String serialNumber() {
        return Landing.next();
    }

    /** SHA-256 hex. */
    public String fingerprint() {
        return Landing.next();
    }

    /** OCSP. */
    public List<URI> ocspUrls() {
        return Landing.next();
    }

    /** CRL. */
    public List<URI> crlUrls() {
        return Landing.next();
    }

    /** Issuers. */
    public List<URI> caIssuersUrls() {
        return Landing.next();
    }

    /** Leaf. */
    public String certificatePem() {
        return Landing.next();
    }

    /** Intermediates. */
    public String chainPem() {
        return Landing.next();
    }

    /** All. */
    public String fullchainPem() {
        return Landing.next();
    }

    /** Key. */
    public Secret privateKeyPem() {
        return Landing.next();
    }

    /** PKCS#12. */
    public KeyStore toKeyStore(String alias, Secret password) {
        return Landing.next();
    }
}
