package io.gatehouse.sample.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.RevocationReason;
import io.gatehouse.postgres.PostgresVersion;
import io.gatehouse.postgres.server.ClientTrust;
import io.gatehouse.postgres.server.ClientTrustFiles;
import io.gatehouse.postgres.server.ServerCertificate;
import io.gatehouse.postgres.server.ServerTls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class PostgresServerSnippetTest {
    @Test
    void settings() {
        // region settings
        String conf = ServerTls.builder(Path.of("server.pem")) // chain and key in one file
                .clientAuthority(Path.of("clients.crt"))
                .build()
                .print(PostgresVersion.of(18));
        // end

        assertThat(conf).contains("ssl_cert_file = 'server.pem'\nssl_key_file = 'server.pem'\n");
    }

    static boolean renew(
            CertificateAuthority authority,
            DataSource superuser,
            InetSocketAddress address,
            Path data,
            Path fullchain,
            Path key) {
        // region certificate
        ServerCertificate certificate = ServerCertificate.of(
                data.resolve("server.pem"),
                superuser,
                address, // of db.example.org:5432
                Duration.ofSeconds(10),
                Clock.systemUTC());

        // from a private authority
        certificate.install(authority.server("db.example.org").issue());

        // from files that something else renews
        boolean changed = certificate.install(CertificateBundle.read(fullchain, key));
        // end
        return changed;
    }

    static void clients(
            CertificateAuthority authority,
            CertificateBundle stolen,
            DataSource superuser,
            InetSocketAddress address,
            Path data,
            Path authorities,
            Path lists)
            throws IOException {
        // region clients
        ClientTrustFiles clients = ClientTrustFiles.of(
                data.resolve("clients.crt"), // ssl_ca_file
                data.resolve("clients.crl"), // ssl_crl_file
                superuser,
                address,
                Duration.ofSeconds(10),
                Clock.systemUTC());

        // from files that something else renews
        clients.install(ClientTrust.parse(Files.readString(authorities), Files.readString(lists)));

        // from a private authority: the server is seen to refuse who was revoked
        authority.revoke(stolen.leaf(), RevocationReason.KEY_COMPROMISE);
        clients.install(ClientTrust.parse(authority.certificatePem(), authority.crlPem()), stolen);
        // end
    }
}
