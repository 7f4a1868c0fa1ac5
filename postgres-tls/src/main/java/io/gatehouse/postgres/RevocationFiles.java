package io.gatehouse.postgres;

import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.Pem;
import io.gatehouse.core.pki.PemBlock;
import io.gatehouse.core.pki.PemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The revocation lists that {@code sslcrl} and {@code sslcrldir} name.
 *
 * <p>Stricter than libpq: a file that is missing or holds no list is an error, where libpq goes on without one. A folder
 * need not have OpenSSL's hashed names; each file in it is read that holds a list.
 */
final class RevocationFiles {
    private static final String LABEL = "X509 CRL";

    private RevocationFiles() {}

    static Optional<List<X509CRL>> read(TlsParameters parameters) {
        if (parameters.revocationFile().isEmpty()
                && parameters.revocationFolder().isEmpty()) {
            return Optional.empty();
        }
        List<X509CRL> all = new ArrayList<>();
        parameters.revocationFile().ifPresent(file -> all.addAll(inFile(file)));
        parameters.revocationFolder().ifPresent(folder -> all.addAll(inFolder(folder)));
        return Optional.of(List.copyOf(all));
    }

    private static List<X509CRL> inFile(Path file) {
        List<X509CRL> lists = lists(file, text(file));
        if (lists.isEmpty()) {
            throw new DsnException(file + " holds no revocation list: sslcrl must name a PEM file with one of each"
                    + " authority, as openssl ca -gencrl writes it");
        }
        return lists;
    }

    private static List<X509CRL> inFolder(Path folder) {
        List<X509CRL> lists = new ArrayList<>();
        for (Path file : filesIn(folder)) {
            String text = text(file);
            if (text.contains("-----BEGIN " + LABEL)) {
                lists.addAll(lists(file, text));
            }
        }
        if (lists.isEmpty()) {
            throw new DsnException(
                    "no file in " + folder + " holds a revocation list: put one of each authority there");
        }
        return lists;
    }

    /** Every file that {@link #read} looks into. */
    static List<Path> files(TlsParameters parameters) {
        List<Path> all = new ArrayList<>();
        parameters.revocationFile().ifPresent(all::add);
        parameters.revocationFolder().ifPresent(folder -> all.addAll(filesIn(folder)));
        return all;
    }

    private static List<Path> filesIn(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new DsnException("the folder " + folder + " of sslcrldir cannot be read: " + e);
        }
    }

    private static String text(Path file) {
        return new String(SecureFiles.read(file), StandardCharsets.ISO_8859_1);
    }

    private static List<X509CRL> lists(Path file, String text) {
        List<X509CRL> lists = new ArrayList<>();
        try {
            CertificateFactory x509 = CertificateFactory.getInstance("X.509");
            for (PemBlock block : Pem.parseLenient(text)) {
                if (block.label().equals(LABEL)) {
                    lists.add((X509CRL) x509.generateCRL(new ByteArrayInputStream(block.content())));
                }
            }
        } catch (PemException | CertificateException | CRLException e) {
            throw new DsnException(file + " holds a revocation list that cannot be read: " + e.getMessage());
        }
        return lists;
    }
}
