package io.gatehouse.postgres;

import io.gatehouse.core.Problem;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.Pem;
import io.gatehouse.core.pki.PemBlock;
import io.gatehouse.postgres.internal.VerifiedTls;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** From what a {@link Dsn} says about TLS to what a socket needs; reads the files that the Dsn names. */
final class TlsMaterial {
    private static final Set<ConnectionParameter> HONOURED_HERE =
            Set.of(ConnectionParameter.SSL_MIN_PROTOCOL_VERSION, ConnectionParameter.SSL_MAX_PROTOCOL_VERSION);

    private TlsMaterial() {}

    /** Why a verified connection by this Dsn cannot be: all reasons, without reading a file. */
    static List<Problem> problems(Dsn dsn) {
        List<Problem> problems = new ArrayList<>();
        boolean verifies = dsn.sslMode().compareTo(SslMode.VERIFY_CA) >= 0
                || (dsn.sslMode() == SslMode.REQUIRE && dsn.trustAnchors().isPresent());
        if (!verifies) {
            problems.add(new Problem(
                    "sslmode", dsn.sslMode().text() + " verifies nothing: use verify-full with sslrootcert"));
        } else if (dsn.trustAnchors().isEmpty()) {
            problems.add(new Problem(
                    "sslrootcert", "missing: name a PEM file with the authority's certificate, or 'system'"));
        }
        if (dsn.user().isEmpty()) {
            problems.add(new Problem("user", "missing: the name of the operating system's user is not taken for it"));
        }
        if (dsn.parameters().getOrDefault(ConnectionParameter.GSS_ENC_MODE, "").equals("require")) {
            problems.add(new Problem("gssencmode", "require would replace TLS, which is what PostgresTls is for"));
        }
        if (protocols(dsn).isEmpty()) {
            problems.add(new Problem("ssl_max_protocol_version", "is older than ssl_min_protocol_version"));
        }
        dsn.parameters().forEach((parameter, value) -> {
            boolean known =
                    parameter.jdbcName().isPresent() && parameter.toJdbc(value).isPresent();
            if (!known && !HONOURED_HERE.contains(parameter)) {
                problems.add(new Problem(parameter.displayName(), "cannot be honoured here: leave it out"));
            }
        });
        return problems;
    }

    static VerifiedTls of(Dsn dsn) {
        return new VerifiedTls(
                dsn.trustAnchors().flatMap(TlsMaterial::anchors),
                dsn.sslMode() == SslMode.VERIFY_FULL,
                dsn.clientIdentity().map(TlsMaterial::bundle),
                protocols(dsn));
    }

    private static List<String> protocols(Dsn dsn) {
        String oldest = dsn.parameters().getOrDefault(ConnectionParameter.SSL_MIN_PROTOCOL_VERSION, "TLSv1.2");
        String newest = dsn.parameters().getOrDefault(ConnectionParameter.SSL_MAX_PROTOCOL_VERSION, "TLSv1.3");
        return List.of("TLSv1.3", "TLSv1.2").stream()
                .filter(p -> p.compareTo(oldest) >= 0 && p.compareTo(newest) <= 0)
                .toList();
    }

    private static CertificateBundle bundle(ClientIdentity identity) {
        if (identity instanceof ClientIdentity.InFiles files) {
            return files.passphrase()
                    .map(pass -> CertificateBundle.read(files.certificate(), files.key(), pass))
                    .orElseGet(() -> CertificateBundle.read(files.certificate(), files.key()));
        }
        return ((ClientIdentity.InMemory) identity).bundle();
    }

    private static Optional<List<X509Certificate>> anchors(TrustAnchors anchors) {
        if (anchors instanceof TrustAnchors.InFile file) {
            return Optional.of(readAnchors(file.file()));
        }
        return anchors instanceof TrustAnchors.InMemory memory ? Optional.of(memory.certificates()) : Optional.empty();
    }

    private static List<X509Certificate> readAnchors(Path file) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlock block : Pem.parseLenient(new String(SecureFiles.read(file), StandardCharsets.UTF_8))) {
            if (block.label().equals("CERTIFICATE")) {
                certificates.add(certificate(file, block.content()));
            }
        }
        if (certificates.isEmpty()) {
            throw new DsnException(file + " holds no certificate: sslrootcert must name a PEM file with the"
                    + " certificate of the authority that signed the server's");
        }
        return certificates;
    }

    private static X509Certificate certificate(Path file, byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new DsnException(file + " holds a certificate that cannot be read: " + e.getMessage());
        }
    }
}
