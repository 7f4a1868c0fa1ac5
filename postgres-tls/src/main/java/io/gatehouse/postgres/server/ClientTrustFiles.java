package io.gatehouse.postgres.server;

import io.gatehouse.core.SecureFileException;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.postgres.server.ServedFiles.Replacement;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * {@code ssl_ca_file} and {@code ssl_crl_file} of a running PostgreSQL server: replaced, loaded without a restart, and proved;
 * what the server is not seen to use is taken back.
 *
 * <pre>{@code
 * ClientTrustFiles files = ClientTrustFiles.of(ca, crl, superuser, address, Duration.ofSeconds(10), clock);
 * files.install(ClientTrust.parse(Files.readString(authorities), Files.readString(lists)), revoked);
 * }</pre>
 *
 * <p>What proves it: the server itself reads these bytes where its settings point to; it has reloaded since; a handshake
 * names these authorities; and, where a revoked certificate is at hand, the server breaks off when it sees it. A list that
 * revokes nobody new can be proved by its bytes and the reload alone.
 *
 * <p>Safe for use by many threads; one installs at a time.
 */
public final class ClientTrustFiles {
    private final KeyFile authorities;
    private final Optional<KeyFile> lists;
    private final DataSource superuser;
    private final ServedFiles files;
    private final InetSocketAddress address;
    private final Duration limit;
    private final Clock clock;
    private @Nullable ClientTrust proved;

    private ClientTrustFiles(
            Path authorities,
            Optional<Path> lists,
            DataSource superuser,
            InetSocketAddress address,
            Duration limit,
            Clock clock) {
        this.authorities = new KeyFile(authorities, false);
        this.lists = lists.map(file -> new KeyFile(file, false));
        this.superuser = superuser;
        this.files = new ServedFiles(superuser, limit);
        this.address = address;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * Authorities without revocation lists.
     *
     * @param authorities {@code ssl_ca_file}; written for its present owner, or else its folder's
     * @param superuser asked to reload and what it reads; it must not need the new authorities to connect
     * @param address where the server listens
     * @param limit how long the server may take
     * @param clock asked only where there are lists
     */
    public static ClientTrustFiles of(
            Path authorities, DataSource superuser, InetSocketAddress address, Duration limit, Clock clock) {
        return new ClientTrustFiles(authorities, Optional.empty(), superuser, address, limit, clock);
    }

    /**
     * Authorities and their revocation lists.
     *
     * @param authorities {@code ssl_ca_file}; written for its present owner, or else its folder's
     * @param lists {@code ssl_crl_file}, likewise
     * @param superuser asked to reload and what it reads; it must not need the new authorities to connect
     * @param address where the server listens
     * @param limit how long the server may take
     * @param clock tells whether a list is current
     */
    public static ClientTrustFiles of(
            Path authorities,
            Path lists,
            DataSource superuser,
            InetSocketAddress address,
            Duration limit,
            Clock clock) {
        return new ClientTrustFiles(authorities, Optional.of(lists), superuser, address, limit, clock);
    }

    /**
     * Has the server take client certificates of these authorities.
     *
     * @param trust with lists if there is a file for them
     * @return whether the server was told to reload; not if this object has proved the same before and the files are as it
     *     left them
     * @throws IllegalArgumentException if there are lists and no file for them, or a file and no lists
     * @throws ServerCertificateException if a list is not current, a file cannot be written, or the server does not use it in
     *     time; then the old files are back
     */
    public boolean install(ClientTrust trust) {
        return install(trust, Optional.empty());
    }

    /**
     * Has the server take client certificates of these authorities, and shows that it refuses a revoked one.
     *
     * @param trust with lists
     * @param revoked a client certificate with its key that was revoked since the last time: one that the server refused
     *     before would prove nothing
     * @return whether the server was told to reload; not if this object has proved the same before and the files are as it
     *     left them
     * @throws IllegalArgumentException if the certificate is on none of the lists, is not valid now or has no key; if there
     *     are lists and no file for them, or a file and no lists
     * @throws ServerCertificateException if a list is not current, a file cannot be written, or the server does not use it in
     *     time; then the old files are back
     */
    public boolean install(ClientTrust trust, CertificateBundle revoked) {
        boolean valid = !clock.instant().isBefore(revoked.notBefore())
                && clock.instant().isBefore(revoked.notAfter());
        if (!revoked.hasPrivateKey() || !valid || !trust.revokes(revoked.leaf())) {
            throw new IllegalArgumentException(
                    revoked + " proves nothing: give a certificate with its key that is valid"
                            + " but for being on one of the lists");
        }
        return install(trust, Optional.of(revoked));
    }

    private synchronized boolean install(ClientTrust trust, Optional<CertificateBundle> revoked) {
        requireUsable(trust);
        List<Replacement> replacements = replacements(trust);
        ClientTrust before = proved;
        if (before != null && before.sameAs(trust) && replacements.stream().allMatch(Replacement::isDone)) {
            return false;
        }
        try {
            files.exchange(replacements, new InUse(trust, revoked, loadedAt()));
            proved = trust;
            return true;
        } catch (IOException | SQLException | SecureFileException e) {
            throw new ServerCertificateException(
                    "cannot have the server at " + address + " take client certificates of " + trust.names() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private void requireUsable(ClientTrust trust) {
        if (trust.hasLists() != lists.isPresent()) {
            throw new IllegalArgumentException(
                    lists.isPresent()
                            ? "there is a file for revocation lists and no list: the server would refuse everybody"
                            : "there are revocation lists and no file for them: name ssl_crl_file");
        }
        List<String> stale = trust.staleAt(clock.instant());
        if (!stale.isEmpty()) {
            throw new ServerCertificateException(
                    "the server would refuse everybody at " + clock.instant() + ": " + String.join("; ", stale)
                            + "; have it published anew, or check the clock",
                    null);
        }
    }

    private List<Replacement> replacements(ClientTrust trust) {
        List<Replacement> all = new ArrayList<>(List.of(new Replacement(authorities, trust.authoritiesPem())));
        lists.ifPresent(file -> all.add(new Replacement(file, trust.listsPem())));
        return all;
    }

    private String loadedAt() throws SQLException {
        try (Connection connection = superuser.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT pg_catalog.pg_conf_load_time()::pg_catalog.text");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    /** The server's own look, by its own path and with its own rights. */
    private void requireReads(String setting, Path file, byte[] wanted) throws IOException, SQLException {
        try (Connection connection = superuser.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT setting, pg_catalog.pg_read_binary_file(setting) FROM pg_catalog.pg_settings"
                                + " WHERE name = ? AND setting <> ''")) {
            query.setString(1, setting);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw new IOException(setting + " is not set: set it to " + file + " in postgresql.conf");
                }
                if (!Arrays.equals(row.getBytes(2), wanted)) {
                    throw new IOException(
                            setting + " is '" + row.getString(1) + "', which is not " + file + ": name the same file");
                }
            }
        }
    }

    /** Looked at in this order, since only what comes after the reload has come of it. */
    private final class InUse implements ServedFiles.Proof {
        private final ClientTrust trust;
        private final Optional<CertificateBundle> revoked;
        private final String loadedBefore;
        private String seen = "is as it was";

        InUse(ClientTrust trust, Optional<CertificateBundle> revoked, String loadedBefore) {
            this.trust = trust;
            this.revoked = revoked;
            this.loadedBefore = loadedBefore;
        }

        @Override
        public boolean holds() throws IOException, SQLException {
            if (loadedAt().equals(loadedBefore)) {
                seen = "has not read its settings again";
                return false;
            }
            requireReads("ssl_ca_file", authorities.path(), trust.authoritiesPem());
            if (lists.isPresent()) {
                requireReads("ssl_crl_file", lists.get().path(), trust.listsPem());
            }
            ServedTls served = ServedTls.at(address, limit);
            if (!served.clientAuthorities().equals(trust.names())) {
                seen = "asks for client certificates of " + served.clientAuthorities();
                return false;
            }
            if (revoked.isPresent() && !ServedTls.refuses(address, limit, revoked.get())) {
                seen = "takes the revoked certificate " + revoked.get().serialNumber();
                return false;
            }
            return true;
        }

        @Override
        public String otherwise() {
            return seen + "; look into its log for \"SSL configuration was not reloaded\"";
        }
    }
}
