package io.gatehouse.proxy;

import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.Pem;
import io.gatehouse.core.pki.PemBlock;
import io.gatehouse.core.pki.PemException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads whom a server is to believe: the authorities of clients, their revocation lists, and the trust anchors of upstreams;
 * and sees whether the folders that it serves are there. What several sites share is told of once. For one thread.
 */
final class TrustFiles {
    private final Instant now;
    private final Set<Object> seen = new HashSet<>();

    TrustFiles(Instant now) {
        this.now = now;
    }

    /** Looks at all that a site names beside its own certificates. */
    void check(Site site, String prefix, CertificateFindings findings) {
        site.clientCertificates().filter(seen::add).ifPresent(clients -> {
            CertificateFindings here = findings.about(prefix + "clientCertificates");
            List<X509Certificate> authorities = anchors(clients.authorities(), here.at("authorities"));
            clients.revocations().ifPresent(list -> revocations(list, authorities, here.at("revocations")));
        });
        if (site.acme() instanceof AcmeChallenges.Webroot webroot) {
            folder(webroot.folder(), findings.about(prefix + "acme.webroot"));
        }
        for (int i = 0; i < site.routes().size(); i++) {
            CertificateFindings here = findings.about(prefix + "routes[" + i + "]");
            RouteAnswer answer = site.routes().get(i).answer();
            if (answer instanceof StaticFiles files) {
                folder(files.root(), here.at("files.root"));
            } else if (answer instanceof Upstreams upstreams) {
                upstreams
                        .tls()
                        .flatMap(UpstreamTls::trust)
                        .filter(seen::add)
                        .ifPresent(pem -> anchors(pem, here.at("upstreams.tls.trust")));
            }
        }
    }

    private void folder(Path folder, CertificateFindings findings) {
        if (seen.add(folder) && !Files.isDirectory(folder)) {
            findings.problem("There is no folder " + folder + "; make it, or name another");
        }
    }

    private List<X509Certificate> anchors(Path file, CertificateFindings findings) {
        List<X509Certificate> found = new ArrayList<>();
        for (PemBlock block : blocks(file, "CERTIFICATE", findings).orElse(List.of())) {
            try {
                found.add((X509Certificate) factory().generateCertificate(new ByteArrayInputStream(block.content())));
            } catch (GeneralSecurityException e) {
                findings.problem(file + ": certificate " + (found.size() + 1) + " is broken; copy the file again");
                return List.of();
            }
        }
        for (X509Certificate anchor : found) {
            Instant until = anchor.getNotAfter().toInstant();
            if (!now.isBefore(until)) {
                findings.problem(anchor.getSubjectX500Principal() + " ended " + until + ", and now is " + now
                        + ", so whoever it signed for is turned away; take its successor");
            }
        }
        return found;
    }

    /** Servers ask every authority of a chain for a list, and let nobody in where one is missing or out of date. */
    private void revocations(Path file, List<X509Certificate> authorities, CertificateFindings findings) {
        Optional<List<PemBlock>> blocks = blocks(file, "X509 CRL", findings);
        if (blocks.isEmpty()) {
            return;
        }
        List<X509CRL> lists = new ArrayList<>();
        for (PemBlock block : blocks.get()) {
            try {
                lists.add((X509CRL) factory().generateCRL(new ByteArrayInputStream(block.content())));
            } catch (GeneralSecurityException e) {
                findings.problem(file + ": list " + (lists.size() + 1) + " is broken; copy the file again");
                return;
            }
        }
        for (X509CRL list : lists) {
            if (list.getNextUpdate() != null
                    && !now.isBefore(list.getNextUpdate().toInstant())) {
                findings.problem("The list of " + list.getIssuerX500Principal() + " ended "
                        + list.getNextUpdate().toInstant() + ", and now is " + now
                        + ", so servers turn all its clients away; fetch a fresh one before each end");
            }
        }
        for (X509Certificate authority : authorities) {
            if (lists.stream()
                    .noneMatch(list -> list.getIssuerX500Principal().equals(authority.getSubjectX500Principal()))) {
                findings.problem("holds no list of " + authority.getSubjectX500Principal()
                        + ", so servers turn all its clients away; add that authority's");
            }
        }
    }

    /** The blocks with a label; empty if the file cannot be read or has none, which is told. */
    private static Optional<List<PemBlock>> blocks(Path file, String label, CertificateFindings findings) {
        try {
            String text = new String(SecureFiles.read(file), StandardCharsets.ISO_8859_1);
            List<PemBlock> blocks = Pem.parseLenient(text).stream()
                    .filter(block -> block.label().equals(label))
                    .toList();
            if (!blocks.isEmpty()) {
                return Optional.of(blocks);
            }
            findings.problem(file + " holds no " + label + "; name the PEM file that does");
        } catch (SecureFileException | PemException e) {
            findings.problem(e);
        }
        return Optional.empty();
    }

    private static CertificateFactory factory() throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509");
    }
}
