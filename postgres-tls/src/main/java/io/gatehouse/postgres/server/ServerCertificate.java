package io.gatehouse.postgres.server;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.postgres.server.ServedFiles.Replacement;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;

/**
 * The certificate of a running PostgreSQL server: put into its files, loaded without a restart, and proved by a handshake
 * that shows it. If the server goes on with the old one, the old files are put back.
 *
 * <pre>{@code
 * ServerCertificate certificate = ServerCertificate.of(pem, superuser, address, Duration.ofSeconds(10), clock);
 * certificate.install(authority.server("db.example.org").issue());   // from a private authority
 * certificate.install(CertificateBundle.read(fullchain, key));       // whenever the files may have been renewed
 * }</pre>
 *
 * <p>With one file for chain and key (see {@link ServerTls#builder(Path)}) the change is one rename. With two, a server that
 * is restarted between them finds a key of another certificate and does not start, until {@link #install} is called again.
 *
 * <p>Safe for use by many threads; one installs at a time.
 */
public final class ServerCertificate {
    private final KeyFile certificate;
    private final KeyFile key;
    private final ServedFiles files;
    private final InetSocketAddress address;
    private final Duration limit;
    private final Clock clock;

    private ServerCertificate(
            KeyFile certificate,
            KeyFile key,
            DataSource superuser,
            InetSocketAddress address,
            Duration limit,
            Clock clock) {
        this.certificate = certificate;
        this.key = key;
        this.files = new ServedFiles(superuser, limit);
        this.address = address;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * A certificate in one file with its key: {@code ssl_cert_file} and {@code ssl_key_file} both name it.
     *
     * @param certificateAndKey written for its present owner, or else its folder's
     * @param superuser asked to reload; it must not need the new certificate to connect
     * @param address where the server listens
     * @param limit how long the server may take to show it
     * @param clock tells whether a certificate is valid
     */
    public static ServerCertificate of(
            Path certificateAndKey, DataSource superuser, InetSocketAddress address, Duration limit, Clock clock) {
        return of(certificateAndKey, certificateAndKey, superuser, address, limit, clock);
    }

    /**
     * A certificate and a key in files of their own.
     *
     * @param certificate {@code ssl_cert_file}
     * @param key {@code ssl_key_file}
     * @param superuser asked to reload; it must not need the new certificate to connect
     * @param address where the server listens
     * @param limit how long the server may take to show it
     * @param clock tells whether a certificate is valid
     */
    public static ServerCertificate of(
            Path certificate, Path key, DataSource superuser, InetSocketAddress address, Duration limit, Clock clock) {
        boolean together = certificate.equals(key);
        return new ServerCertificate(
                new KeyFile(certificate, together), new KeyFile(key, true), superuser, address, limit, clock);
    }

    /**
     * Has the server show this certificate.
     *
     * @param bundle chain and key
     * @return whether there was anything to do
     * @throws IllegalArgumentException if the key is missing
     * @throws ServerCertificateException if it is not valid now, cannot be written, or is not shown in time; then the old
     *     files are back
     */
    public synchronized boolean install(CertificateBundle bundle) {
        requireUsable(bundle);
        List<Replacement> replacements = replacements(bundle);
        try {
            boolean written = replacements.stream().allMatch(Replacement::isDone);
            if (written && bundle.leaf().equals(served())) {
                return false;
            }
            files.exchange(replacements, shows(bundle.leaf()));
            return true;
        } catch (IOException | SQLException | SecureFileException e) {
            throw new ServerCertificateException(
                    "cannot give the server at " + address + " the certificate " + bundle.serialNumber() + ": "
                            + e.getMessage(),
                    e);
        } finally {
            replacements.forEach(Replacement::wipe);
        }
    }

    private void requireUsable(CertificateBundle bundle) {
        if (!bundle.hasPrivateKey()) {
            throw new IllegalArgumentException("a server needs the private key too: read the bundle with its key");
        }
        if (clock.instant().isBefore(bundle.notBefore()) || !clock.instant().isBefore(bundle.notAfter())) {
            throw new ServerCertificateException(
                    "the certificate " + bundle.serialNumber() + " is valid from " + bundle.notBefore() + " to "
                            + bundle.notAfter() + " and not now, " + clock.instant() + ": renew it, or check the clock",
                    null);
        }
    }

    private List<Replacement> replacements(CertificateBundle bundle) {
        byte[] chain = bundle.fullchainPem().getBytes(StandardCharsets.US_ASCII);
        try (Secret secret = bundle.privateKeyPem()) {
            byte[] privateKey = secret.exposeBytes();
            if (!certificate.path().equals(key.path())) {
                return List.of(new Replacement(key, privateKey), new Replacement(certificate, chain));
            }
            byte[] both = Arrays.copyOf(chain, chain.length + privateKey.length);
            System.arraycopy(privateKey, 0, both, chain.length, privateKey.length);
            Arrays.fill(privateKey, (byte) 0);
            return List.of(new Replacement(key, both));
        }
    }

    private ServedFiles.Proof shows(X509Certificate leaf) {
        return new ServedFiles.Proof() {
            @Override
            public boolean holds() throws IOException {
                return leaf.equals(served());
            }

            @Override
            public String otherwise() {
                return "shows another; look into its log for \"SSL configuration was not reloaded\", and whether"
                        + " ssl_cert_file and ssl_key_file name " + certificate.path() + " and " + key.path();
            }
        };
    }

    private X509Certificate served() throws IOException {
        return ServedTls.at(address, limit).certificate();
    }
}
