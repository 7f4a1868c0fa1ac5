package io.gatehouse.core.pki;

import io.gatehouse.core.DomainName;
import io.gatehouse.core.Identifier;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.PrivateKeyException.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A leaf certificate, the certificates that lead from it towards a trust anchor, and, unless left out, its private key.
 *
 * <p>A bundle exists only if it is sound: each certificate is followed by the one that signed it (the root may be left
 * out), and the key belongs to the leaf. Whether it is valid now, and whether its root is trusted, is for the reader to
 * decide. Immutable; {@link #toString()} shows no key.
 */
public final class CertificateBundle {
    private final List<X509Certificate> chain;
    private final @Nullable PrivateKey key;

    private CertificateBundle(List<X509Certificate> chain, @Nullable PrivateKey key) {
        this.chain = List.copyOf(chain);
        this.key = key;
    }

    /**
     * Takes a chain, leaf first, with the leaf's key.
     *
     * @throws CertificateBundleException if the chain is empty or out of order; the message names the right order if
     *     there is one
     * @throws PrivateKeyException with {@link Reason#MISMATCH} if the key belongs to another certificate
     */
    public static CertificateBundle of(List<X509Certificate> chain, PrivateKey key) {
        ChainOrder.require(chain);
        requireMatch(chain.get(0), Objects.requireNonNull(key, "key"));
        return new CertificateBundle(chain, key);
    }

    /**
     * Takes a chain, leaf first, without a key.
     *
     * @throws CertificateBundleException if the chain is empty or out of order; the message names the right order if
     *     there is one
     */
    public static CertificateBundle of(List<X509Certificate> chain) {
        ChainOrder.require(chain);
        return new CertificateBundle(chain, null);
    }

    /**
     * Reads back what {@link #fullchainPem()} wrote, which is a good deal faster than {@link #read(Path)}: in its order,
     * and without verifying again the signatures that were verified before there was a bundle to write. That each
     * certificate is followed by one with its issuer's name is checked.
     *
     * @throws CertificateBundleException if there is no certificate in it, or the order is another
     * @throws io.gatehouse.core.SecureFileException if the file cannot be read
     */
    public static CertificateBundle readBack(Path fullchain) {
        return inFile(fullchain, () -> new CertificateBundle(readInOrder(fullchain), null));
    }

    /**
     * Reads back the same with its key.
     *
     * @throws CertificateBundleException if there is no certificate in it, or the order is another
     * @throws PrivateKeyException with {@link Reason#MISMATCH} if the key belongs to another certificate
     * @throws io.gatehouse.core.SecureFileException if the file cannot be read
     */
    public static CertificateBundle readBack(Path fullchain, PrivateKey key) {
        return inFile(fullchain, () -> {
            List<X509Certificate> chain = readInOrder(fullchain);
            requireMatch(chain.get(0), Objects.requireNonNull(key, "key"));
            return new CertificateBundle(chain, key);
        });
    }

    /** What an authority just signed: sound without another look, which would cost more than the signature did. */
    static CertificateBundle issued(X509Certificate leaf, List<X509Certificate> above, @Nullable PrivateKey key) {
        List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
        chain.addAll(above);
        return new CertificateBundle(chain, key);
    }

    /**
     * Reads PEM certificates and at most one private key, in any order, among any other text. Unlike {@link #of}, this
     * puts the certificates in order and drops doubles, for files are often concatenated the wrong way round; the leaf is
     * the certificate of the key or, without a key, the one that signed no other.
     *
     * @throws CertificateBundleException if there is no certificate, or not one chain of all of them
     * @throws PrivateKeyException if the key cannot be read or belongs to no certificate here
     */
    public static CertificateBundle parse(String pem) {
        return parsePem(pem, null);
    }

    /**
     * Reads the same as {@link #parse(String)} with a key that may be encrypted.
     *
     * @throws CertificateBundleException if there is no certificate, or not one chain of all of them
     * @throws PrivateKeyException if the key cannot be read or belongs to no certificate here
     */
    public static CertificateBundle parse(String pem, Secret passphrase) {
        return parsePem(pem, Objects.requireNonNull(passphrase, "passphrase"));
    }

    /**
     * Reads a file of PEM certificates without a key; a key in it is left alone.
     *
     * @throws CertificateBundleException if there is no certificate in it, or not one chain of all of them
     * @throws io.gatehouse.core.SecureFileException if the file cannot be read
     */
    public static CertificateBundle read(Path fullchain) {
        return inFile(fullchain, () -> new CertificateBundle(ChainOrder.sort(readCertificates(fullchain), null), null));
    }

    /**
     * Reads a file of PEM certificates, in any order, and a key file of any format.
     *
     * @throws CertificateBundleException if there is no certificate, or not one chain of all of them
     * @throws PrivateKeyException if the key cannot be read or belongs to no certificate here
     * @throws io.gatehouse.core.SecureFileException if a file cannot be read or the key's is open to others
     */
    public static CertificateBundle read(Path fullchain, Path key) {
        return inFile(fullchain, () -> assemble(readCertificates(fullchain), PrivateKeys.read(key)));
    }

    /**
     * Reads a file of PEM certificates, in any order, and an encrypted key file of any format.
     *
     * @throws CertificateBundleException if there is no certificate, or not one chain of all of them
     * @throws PrivateKeyException if the key cannot be read or belongs to no certificate here
     * @throws io.gatehouse.core.SecureFileException if a file cannot be read or the key's is open to others
     */
    public static CertificateBundle read(Path fullchain, Path key, Secret passphrase) {
        return inFile(fullchain, () -> assemble(readCertificates(fullchain), PrivateKeys.read(key, passphrase)));
    }

    /**
     * Reads a PKCS#12 file with one key and its chain.
     *
     * @throws CertificateBundleException if there is no certificate in it
     * @throws PrivateKeyException if there is no key in it, or the password is wrong
     * @throws io.gatehouse.core.SecureFileException if the file cannot be read or is open to others
     */
    public static CertificateBundle readPkcs12(Path file, Secret password) {
        Objects.requireNonNull(password, "password");
        try (Secret content = SecureFiles.readSecret(file)) {
            Pkcs12 pkcs12 = content.withBytes(bytes -> Pkcs12.read(bytes, password));
            return inFile(file, () -> assemble(pkcs12.chain(), pkcs12.key()));
        } catch (PrivateKeyException e) {
            throw new PrivateKeyException(e.reason(), file + ": " + e.getMessage(), e);
        }
    }

    /** The certificate that everything here is about. */
    public X509Certificate leaf() {
        return chain.get(0);
    }

    /** All certificates, leaf first. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** All certificates but the leaf; the root is among them only if it was given. */
    public List<X509Certificate> intermediates() {
        return chain.subList(1, chain.size());
    }

    /** Whether the private key is here. */
    public boolean hasPrivateKey() {
        return key != null;
    }

    /**
     * The leaf's private key.
     *
     * @throws CertificateBundleException if this bundle has none
     */
    public PrivateKey privateKey() {
        if (key == null) {
            throw new CertificateBundleException("The bundle of " + describeLeaf()
                    + " was made without a private key. Read it together with its key.");
        }
        return key;
    }

    /** This bundle without its key, to hand to those who need none. */
    public CertificateBundle withoutPrivateKey() {
        return new CertificateBundle(chain, null);
    }

    /**
     * The DNS names and IP addresses that the leaf is good for, in its order. Entries that are no legal name are left
     * out, since they match nothing; the common name does not count (RFC 6125, appendix B.2).
     */
    public Set<Identifier> names() {
        return CertificateDetails.names(leaf());
    }

    /** Whether the leaf is good for a host name, a wildcard or an address. */
    public boolean covers(Identifier identifier) {
        return names().stream().anyMatch(name -> matches(name, identifier));
    }

    /** When the leaf begins to be valid. */
    public Instant notBefore() {
        return leaf().getNotBefore().toInstant();
    }

    /** When the leaf ceases to be valid. */
    public Instant notAfter() {
        return leaf().getNotAfter().toInstant();
    }

    /** The leaf's serial number in lower-case hexadecimal. */
    public String serialNumber() {
        return leaf().getSerialNumber().toString(16);
    }

    /** The SHA-256 digest of the leaf in lower-case hexadecimal. */
    public String fingerprint() {
        return CertificateDetails.fingerprint(leaf());
    }

    /** Whether clients that know RFC 7633 refuse the leaf without a fresh OCSP answer beside it. */
    public boolean mustStaple() {
        return CertificateDetails.mustStaple(leaf());
    }

    /** Where the leaf's issuer answers OCSP (RFC 5280, section 4.2.2.1). */
    public List<URI> ocspUrls() {
        return CertificateDetails.ocspUrls(leaf());
    }

    /** Where the leaf's issuer publishes revocation lists (RFC 5280, section 4.2.1.13). */
    public List<URI> crlUrls() {
        return CertificateDetails.crlUrls(leaf());
    }

    /** Where the leaf's issuer publishes its own certificate (RFC 5280, section 4.2.2.1). */
    public List<URI> caIssuersUrls() {
        return CertificateDetails.caIssuersUrls(leaf());
    }

    /** The leaf as PEM. */
    public String certificatePem() {
        return X509Text.toPem(List.of(leaf()));
    }

    /** All but the leaf as PEM; empty if there is no other. */
    public String chainPem() {
        return X509Text.toPem(intermediates());
    }

    /** All certificates as PEM, leaf first, as servers want them. */
    public String fullchainPem() {
        return X509Text.toPem(chain);
    }

    /**
     * The private key as PKCS#8 PEM.
     *
     * @throws CertificateBundleException if this bundle has none
     * @throws PrivateKeyException if the key does not leave its token
     */
    public Secret privateKeyPem() {
        byte[] pem = PrivateKeys.toPem(privateKey()).getBytes(StandardCharsets.US_ASCII);
        try {
            return Secret.ofBytes(pem);
        } finally {
            Arrays.fill(pem, (byte) 0);
        }
    }

    /**
     * A PKCS#12 key store in memory with the key and its chain.
     *
     * @throws CertificateBundleException if this bundle has no key
     */
    public KeyStore toKeyStore(String alias, Secret password) {
        char[] chars = password.exposeChars();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(alias, privateKey(), chars, chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateBundleException("Java made no key store of the bundle of " + describeLeaf(), e);
        } finally {
            Arrays.fill(chars, '\0');
        }
    }

    /** Subject, serial number, end and whether a key is here. */
    @Override
    public String toString() {
        return "CertificateBundle[" + describeLeaf() + ", serial " + serialNumber() + ", until " + notAfter() + ", "
                + (hasPrivateKey() ? "with" : "without") + " key]";
    }

    private static boolean matches(Identifier name, Identifier wanted) {
        if (name instanceof DomainName pattern && wanted instanceof DomainName host) {
            return pattern.matches(host);
        }
        return name.equals(wanted);
    }

    private String describeLeaf() {
        return X509Text.name(leaf());
    }

    private static CertificateBundle parsePem(String pem, @Nullable Secret passphrase) {
        List<PemBlock> blocks = X509Text.blocks(pem);
        List<PemBlock> keys = blocks.stream().filter(KeyReader::isKey).toList();
        if (keys.size() > 1) {
            throw new PrivateKeyException(
                    Reason.UNSUPPORTED, "There are " + keys.size() + " private keys in the PEM text. Leave one.");
        }
        List<X509Certificate> certificates = X509Text.certificates(blocks);
        Optional<PrivateKey> key =
                keys.stream().map(new KeyReader(passphrase)::readBlock).findFirst();
        return key.isPresent()
                ? assemble(certificates, key.get())
                : new CertificateBundle(ChainOrder.sort(certificates, null), null);
    }

    private static CertificateBundle assemble(List<X509Certificate> certificates, PrivateKey key) {
        Optional<X509Certificate> owner =
                certificates.stream().filter(c -> KeyMatch.matches(key, c)).findFirst();
        if (owner.isEmpty() && !certificates.isEmpty()) {
            requireMatch(certificates.get(0), key);
        }
        return new CertificateBundle(ChainOrder.sort(certificates, owner.orElse(null)), key);
    }

    private static void requireMatch(X509Certificate leaf, PrivateKey key) {
        if (!KeyMatch.matches(key, leaf)) {
            throw new PrivateKeyException(
                    Reason.MISMATCH,
                    "The private key (" + key.getAlgorithm() + ") does not belong to the certificate of "
                            + X509Text.name(leaf) + ". Give the key that the certificate was requested with.");
        }
    }

    private static List<X509Certificate> readInOrder(Path file) {
        List<X509Certificate> chain = readCertificates(file);
        ChainOrder.requireNames(chain);
        return chain;
    }

    private static List<X509Certificate> readCertificates(Path file) {
        return X509Text.certificates(X509Text.blocks(new String(SecureFiles.read(file), StandardCharsets.ISO_8859_1)));
    }

    private static CertificateBundle inFile(Path file, Supplier<CertificateBundle> reading) {
        try {
            return reading.get();
        } catch (CertificateBundleException e) {
            throw new CertificateBundleException(file + ": " + e.getMessage(), e);
        }
    }
}
