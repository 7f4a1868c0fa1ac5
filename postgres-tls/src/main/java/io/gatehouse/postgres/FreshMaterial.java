package io.gatehouse.postgres;

import io.gatehouse.core.GatehouseException;
import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Connections whose files are read at each, so that replaced files take effect, but understood again only when their
 * bytes have changed: to prove that a key belongs to its certificate takes longer than to read both.
 *
 * <p>Safe for use by many threads.
 */
final class FreshMaterial implements ConnectionSource {
    private final Dsn dsn;
    private volatile @Nullable Understood last;

    private record Understood(Secret digest, ConnectionMaterial material) {}

    FreshMaterial(Dsn dsn) {
        this.dsn = dsn;
    }

    @Override
    public Connection open() throws SQLException {
        ConnectionMaterial material;
        try {
            material = material();
        } catch (GatehouseException e) {
            throw Connector.unreadable(e);
        }
        return Connector.open(material);
    }

    private ConnectionMaterial material() {
        // Taken first: files that change meanwhile have another digest next time.
        Secret digest = digest();
        Understood known = last;
        if (known != null && known.digest().equals(digest)) {
            return known.material();
        }
        ConnectionMaterial material = ConnectionMaterial.read(dsn);
        last = new Understood(digest, material);
        return material;
    }

    private Secret digest() {
        MessageDigest all = sha256();
        if (dsn.trustAnchors().orElse(null) instanceof TrustAnchors.InFile anchors) {
            add(all, SecureFiles.read(anchors.file()));
        }
        if (dsn.clientIdentity().orElse(null) instanceof ClientIdentity.InFiles client) {
            add(all, SecureFiles.read(client.certificate()));
            try (Secret key = SecureFiles.readSecret(client.key())) {
                key.exposeContent(bytes -> {
                    add(all, bytes);
                    return bytes.length;
                });
            }
        }
        for (Path list : RevocationFiles.files(TlsParameters.of(dsn))) {
            add(all, SecureFiles.read(list));
        }
        return Secret.adopt(all.digest());
    }

    /** The length in front keeps two files from being taken for other two. */
    private static void add(MessageDigest all, byte[] file) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            all.update((byte) (file.length >> shift));
        }
        all.update(file);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
