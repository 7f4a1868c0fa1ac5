package io.gatehouse.postgres;

import io.gatehouse.core.Problem;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.Pem;
import io.gatehouse.core.pki.PemBlock;
import io.gatehouse.core.pki.PemException;
import io.gatehouse.core.pki.PrivateKeyException;
import io.gatehouse.postgres.internal.TlsSettings;
import io.gatehouse.postgres.internal.VerifiedTls;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From what a {@link Dsn} says about TLS to what a socket needs; reads the files that the Dsn names. */
final class TlsMaterial {
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
        problems.addAll(TlsParameters.problems(dsn));
        dsn.parameters().forEach((parameter, value) -> {
            boolean known =
                    parameter.jdbcName().isPresent() && parameter.toJdbc(value).isPresent();
            if (!known && !TlsParameters.NAMES.contains(parameter)) {
                problems.add(new Problem(parameter.displayName(), "cannot be honoured here: leave it out"));
            }
        });
        return problems;
    }

    static VerifiedTls of(Dsn dsn) {
        TlsParameters parameters = TlsParameters.of(dsn);
        TlsSettings settings = new TlsSettings(
                dsn.trustAnchors().flatMap(TlsMaterial::anchors),
                RevocationFiles.read(parameters),
                dsn.sslMode() == SslMode.VERIFY_FULL,
                parameters.sendsCertificate() ? dsn.clientIdentity().map(TlsMaterial::bundle) : Optional.empty(),
                parameters.requiresCertificate(),
                parameters.protocols(),
                parameters.serverName(),
                parameters.direct());
        try {
            return VerifiedTls.of(settings);
        } catch (GeneralSecurityException e) {
            throw new DsnException("Java cannot use the trust anchors or revocation lists: " + e.getMessage());
        }
    }

    private static CertificateBundle bundle(ClientIdentity identity) {
        if (identity instanceof ClientIdentity.InFiles files) {
            try {
                return read(files);
            } catch (PrivateKeyException e) {
                if (e.reason() != PrivateKeyException.Reason.MISMATCH) {
                    throw e;
                }
                throw new DsnException(files.certificate() + " and " + files.key() + ": " + e.getMessage());
            }
        }
        return ((ClientIdentity.InMemory) identity).bundle();
    }

    private static CertificateBundle read(ClientIdentity.InFiles files) {
        return files.passphrase()
                .map(pass -> CertificateBundle.read(files.certificate(), files.key(), pass))
                .orElseGet(() -> CertificateBundle.read(files.certificate(), files.key()));
    }

    private static Optional<List<X509Certificate>> anchors(TrustAnchors anchors) {
        if (anchors instanceof TrustAnchors.InFile file) {
            return Optional.of(readAnchors(file.file()));
        }
        return anchors instanceof TrustAnchors.InMemory memory ? Optional.of(memory.certificates()) : Optional.empty();
    }

    private static List<X509Certificate> readAnchors(Path file) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlock block : blocks(file)) {
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

    private static List<PemBlock> blocks(Path file) {
        String text = new String(SecureFiles.read(file), StandardCharsets.UTF_8);
        try {
            return Pem.parseLenient(text);
        } catch (PemException e) {
            throw new DsnException(file + " holds no certificate that can be read: " + e.getMessage());
        }
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
