package io.gatehouse.proxy;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.CertificateBundleException;
import io.gatehouse.core.pki.Pem;
import io.gatehouse.core.pki.PemBlock;
import io.gatehouse.core.pki.PemException;
import io.gatehouse.core.pki.PrivateKeyException;
import io.gatehouse.core.pki.PrivateKeyException.Reason;
import io.gatehouse.core.pki.PrivateKeys;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the files of one certificate as its server will: in the order they have. For one thread. */
final class CertificateFiles {
    private final CertificatePaths paths;
    private final CertificateFindings chainFindings;
    private final CertificateFindings keyFindings;
    private final CertificateFindings bundleFindings;

    CertificateFiles(CertificatePaths paths, CertificateFindings findings) {
        this.paths = paths;
        this.chainFindings = findings.at("fullchain");
        this.keyFindings = findings.at("privateKey");
        this.bundleFindings = findings.at("bundle");
    }

    /** The chain, put in order where it is not, so that more can be said about it; empty if there is none. */
    Optional<CertificateBundle> read() {
        List<X509Certificate> inFile = certificates();
        Optional<PrivateKey> key = key();
        if (inFile.isEmpty()) {
            return Optional.empty();
        }
        CertificateBundle chain = inOrder(inFile, key);
        boolean whole = key.isPresent() && belongs(key.get(), chain.leaf());
        if (key.isPresent() && !whole) {
            keyFindings.problem("belongs to another certificate than "
                    + chain.leaf().getSubjectX500Principal() + "; name the key it was requested with");
        }
        if (whole && paths.bundle().isPresent()) {
            bundle();
        }
        return Optional.of(chain);
    }

    private List<X509Certificate> certificates() {
        List<X509Certificate> found = new ArrayList<>();
        try {
            String text = new String(SecureFiles.read(paths.fullchain()), StandardCharsets.ISO_8859_1);
            for (PemBlock block : Pem.parseLenient(text)) {
                if (block.label().endsWith("PRIVATE KEY")) {
                    requireClosed();
                } else if (block.label().endsWith("CERTIFICATE")) {
                    found.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.content())));
                }
            }
            if (found.isEmpty()) {
                chainFindings.problem(paths.fullchain() + " holds no certificate; name the file of the chain");
            }
        } catch (SecureFileException | PemException e) {
            chainFindings.problem(e);
        } catch (CertificateException e) {
            chainFindings.problem(
                    paths.fullchain() + ": certificate " + (found.size() + 1) + " is broken; copy the file again");
            found.clear();
        }
        return found;
    }

    /** A file that holds a key beside the certificates must be as closed as the key's own. */
    private void requireClosed() {
        try {
            SecureFiles.readSecret(paths.fullchain()).close();
        } catch (SecureFileException e) {
            chainFindings.problem(e);
        }
    }

    private Optional<PrivateKey> key() {
        try {
            return Optional.of(PrivateKeys.read(paths.privateKey()));
        } catch (PrivateKeyException e) {
            if (e.reason() == Reason.PASSPHRASE_MISSING) {
                keyFindings.problem(paths.privateKey() + " is encrypted, and a server has nobody to ask for the"
                        + " passphrase; store the key in the clear, mode 0600");
            } else {
                keyFindings.problem(e);
            }
        } catch (SecureFileException e) {
            keyFindings.problem(e);
        }
        return Optional.empty();
    }

    private CertificateBundle inOrder(List<X509Certificate> inFile, Optional<PrivateKey> key) {
        try {
            return CertificateBundle.of(inFile);
        } catch (CertificateBundleException e) {
            chainFindings.problem(e);
        }
        try {
            return CertificateBundle.read(paths.fullchain());
        } catch (GatehouseException noOrder) {
            X509Certificate leaf = inFile.stream()
                    .filter(one -> key.isPresent() && belongs(key.get(), one))
                    .findFirst()
                    .orElse(inFile.get(0));
            return CertificateBundle.of(List.of(leaf));
        }
    }

    private void bundle() {
        try {
            if (!HaproxyBundle.isCurrent(paths)) {
                bundleFindings.problem("is missing, open to others or not of this chain and key; run"
                        + " HaproxyBundle.refresh, now and after each renewal");
            }
        } catch (GatehouseException brokenChain) {
            // Said already, of the chain's own file.
        }
    }

    private static boolean belongs(PrivateKey key, X509Certificate certificate) {
        try {
            return CertificateBundle.of(List.of(certificate), key).hasPrivateKey();
        } catch (PrivateKeyException mismatch) {
            return false;
        }
    }
}
