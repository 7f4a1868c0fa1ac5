package io.gatehouse.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.postgres.PostgresConnectionException.Reason;
import io.gatehouse.testkit.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be used: the file is named, and no connection is tried. Revocation lists: who is on one is refused. */
class MaterialFaultsTest {
    private static final TestCertificates CERTIFICATES = TestCertificates.create();
    private static final CertificateBundle CLIENT =
            CERTIFICATES.authority().client("agent").issue();
    private static final Secret PASSPHRASE = Secret.ofText("correct horse");

    @TempDir
    Path folder;

    private final ScriptedServer server = new ScriptedServer();
    private Path certificate = Path.of("");
    private Path key = Path.of("");

    @BeforeEach
    void write() {
        certificate = folder.resolve("agent.crt");
        key = folder.resolve("agent.key");
        publicFile(certificate, CLIENT.fullchainPem());
        SecureFiles.write(key, CLIENT.privateKeyPem());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void namesAKeyThatOthersCanRead() throws IOException {
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        unusable(dsn().clientCertificate(certificate, key), "agent.key holds a secret and is open to others");
    }

    @Test
    void namesAnEncryptedKeyWithoutPassphrase() {
        SecureFiles.write(key, Secret.ofText(PrivateKeys.toEncryptedPem(CLIENT.privateKey(), PASSPHRASE)));

        unusable(dsn().clientCertificate(certificate, key), "agent.key");
        unusable(dsn().clientCertificate(certificate, key, Secret.ofText("wrong")), "agent.key");
    }

    @Test
    void namesAKeyOfAnotherCertificate() {
        SecureFiles.write(key, CERTIFICATES.valid().privateKeyPem());

        unusable(dsn().clientCertificate(certificate, key), "agent.crt");
    }

    /** The files are understood once and looked at each time. */
    @Test
    void noticesAFileThatWasReplaced() {
        DataSource database =
                PostgresTls.dataSource(dsn().clientCertificate(certificate, key).build());
        server.serve(socket -> {
            ScriptedServer.refuseLogin(ScriptedServer.tls(socket, CERTIFICATES.valid()));
            return "logged in";
        });
        assertThatThrownBy(database::getConnection).hasMessageContaining("password authentication failed");

        SecureFiles.write(key, CERTIFICATES.valid().privateKeyPem());
        assertThatThrownBy(database::getConnection).hasMessageContaining("agent.key");
        SecureFiles.write(key, CLIENT.privateKeyPem());
        server.serve(socket -> {
            ScriptedServer.refuseLogin(ScriptedServer.tls(socket, CERTIFICATES.valid()));
            return "logged in";
        });
        assertThatThrownBy(database::getConnection).hasMessageContaining("password authentication failed");
    }

    @Test
    void namesFilesThatAreNotThere() throws IOException {
        Files.delete(key);
        unusable(dsn().clientCertificate(certificate, key), "agent.key");

        unusable(Dsn.host("localhost", server.port()).user("agent").verifyFull(folder.resolve("ca.crt")), "ca.crt");
    }

    @Test
    void refusesAKeyWithoutACertificate() {
        assertThatThrownBy(() -> Dsn.parseLibpqUri("postgresql://agent@localhost/?sslkey=agent.key"))
                .hasMessageContaining("sslcert");
    }

    @Test
    void refusesServersOnTheRevocationList() throws IOException {
        CertificateBundle good = CERTIFICATES.valid();
        CertificateBundle revoked = CERTIFICATES.revoked().bundle();
        Path list = folder.resolve("root.crl");
        publicFile(list, CERTIFICATES.authority().crlPem());

        assertThat(reason(good, ConnectionParameter.SSL_CRL, list)).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(reason(revoked, ConnectionParameter.SSL_CRL, list)).isEqualTo(Reason.SERVER_NOT_TRUSTED);
        Files.createDirectory(folder.resolve("lists"));
        publicFile(folder.resolve("lists/README"), "lists of the root");
        Files.move(list, folder.resolve("lists/0a1b2c3d.r0"));
        assertThat(reason(revoked, ConnectionParameter.SSL_CRL_DIR, folder.resolve("lists")))
                .isEqualTo(Reason.SERVER_NOT_TRUSTED);
        assertThat(reason(good, ConnectionParameter.SSL_CRL_DIR, folder.resolve("lists")))
                .isEqualTo(Reason.LOGIN_REFUSED);
    }

    /** As OpenSSL with CRL_CHECK_ALL: each authority of the chain needs its list. */
    @Test
    void refusesAChainOfWhichOneListIsMissing() {
        Path list = folder.resolve("root.crl");
        publicFile(list, CERTIFICATES.authority().crlPem());

        assertThat(reason(CERTIFICATES.longChain(1), ConnectionParameter.SSL_CRL, list))
                .isEqualTo(Reason.SERVER_NOT_TRUSTED);
    }

    @Test
    void namesAListThatIsNone() throws IOException {
        Path list = folder.resolve("root.crl");
        unusable(dsn().parameter(ConnectionParameter.SSL_CRL, list.toString()), "root.crl");

        publicFile(list, CERTIFICATES.valid().certificatePem());
        unusable(dsn().parameter(ConnectionParameter.SSL_CRL, list.toString()), "holds no revocation list");

        publicFile(list, CERTIFICATES.authority().crlPem().replaceAll("\n[^-\n]+\n", "\nAAAA\n"));
        unusable(dsn().parameter(ConnectionParameter.SSL_CRL, list.toString()), "root.crl");

        Files.createDirectory(folder.resolve("lists"));
        unusable(
                dsn().parameter(
                                ConnectionParameter.SSL_CRL_DIR,
                                folder.resolve("lists").toString()),
                "no file in");
    }

    private Dsn.Builder dsn() {
        return Dsn.host("localhost", server.port()).user("agent").verifyFull(CERTIFICATES.root());
    }

    private Reason reason(CertificateBundle served, ConnectionParameter parameter, Path file) {
        server.serve(socket -> {
            ScriptedServer.refuseLogin(ScriptedServer.tls(socket, served));
            return "logged in";
        });
        return failure(dsn().parameter(parameter, file.toString()).build()).reason();
    }

    private static void unusable(Dsn.Builder dsn, String words) {
        PostgresConnectionException failure = failure(dsn.build());

        assertThat(failure.reason()).isEqualTo(Reason.MATERIAL_UNUSABLE);
        assertThat(failure).hasMessageContaining(words).hasMessageNotContaining("horse");
    }

    private static PostgresConnectionException failure(Dsn dsn) {
        return catchThrowableOfType(
                PostgresConnectionException.class, () -> PostgresTls.pool(dsn).close());
    }

    private static void publicFile(Path file, String text) {
        SecureFiles.writePublic(file, text.getBytes(StandardCharsets.US_ASCII));
    }
}
