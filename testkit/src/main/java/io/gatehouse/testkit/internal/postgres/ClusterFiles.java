package io.gatehouse.testkit.internal.postgres;

import io.gatehouse.core.Secret;
import io.gatehouse.core.SecureFiles;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import io.gatehouse.core.pki.PrivateKeys;
import io.gatehouse.testkit.internal.peer.Unprivileged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The files of a cluster that are written from here: rules, settings, certificates and lists of revoked ones.
 *
 * @param folder the scratch folder, with the data folder in it
 * @param spec what was asked for
 * @param launcher whose user the server's files must belong to
 */
record ClusterFiles(Path folder, ClusterSpec spec, Unprivileged launcher) {
    Path data() {
        return folder.resolve("data");
    }

    void writeAll() throws IOException {
        writeHba(spec.firstRules());
        writeIdent(spec.ident());
        if (spec.authority().isPresent()) {
            writeCertificates(spec.authority().get());
            writeRevocations();
        }
    }

    void writeHba(List<String> lines) throws IOException {
        write("pg_hba.conf", String.join("\n", lines) + "\n");
    }

    void writeIdent(List<String> lines) throws IOException {
        write("pg_ident.conf", String.join("\n", lines) + "\n");
    }

    /** The present list of each authority whose list counts. */
    void writeRevocations() throws IOException {
        write(
                "root.crl",
                spec.revocations().stream().map(CertificateAuthority::crlPem).collect(Collectors.joining()));
    }

    void writeSettings(int port) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("listen_addresses", "127.0.0.1,::1");
        all.put("port", String.valueOf(port));
        all.put("unix_socket_directories", folder.toString());
        // Data must outlive a crash of the server, not one of the machine.
        all.put("fsync", "off");
        all.put("full_page_writes", "off");
        all.put("log_connections", "on");
        all.put("password_encryption", "scram-sha-256");
        if (spec.authority().isPresent()) {
            all.put("ssl", "on");
            all.put("ssl_ca_file", "root.crt");
        }
        if (!spec.revocations().isEmpty()) {
            all.put("ssl_crl_file", "root.crl");
        }
        all.putAll(spec.settings());
        String text = all.entrySet().stream()
                .map(e ->
                        e.getKey() + " = '" + e.getValue().replace("\\", "\\\\").replace("'", "''") + "'\n")
                .collect(Collectors.joining());
        write("postgresql.auto.conf", text);
    }

    /**
     * Puts a client's certificate and key where the PostgreSQL driver takes them from.
     *
     * @return the driver's parameters that name the files
     */
    String writeClient(CertificateBundle client) throws IOException {
        Path clients = folder.resolve("clients");
        SecureFiles.createDirectories(clients);
        Path certificate = clients.resolve(client.fingerprint() + ".crt");
        Path key = clients.resolve(client.fingerprint() + ".pk8");
        SecureFiles.writePublic(certificate, client.fullchainPem().getBytes(StandardCharsets.US_ASCII));
        try (Secret content = Secret.ofBytes(PrivateKeys.toPkcs8(client.privateKey()))) {
            SecureFiles.write(key, content);
        }
        return "&sslcert=" + certificate + "&sslkey=" + key;
    }

    private void writeCertificates(CertificateAuthority authority) throws IOException {
        CertificateBundle bundle =
                authority.server("localhost", "127.0.0.1", "::1").issue();
        write("server.crt", bundle.fullchainPem());
        write("root.crt", authority.certificatePem());
        SecureFiles.write(data().resolve("server.key"), bundle.privateKeyPem());
        launcher.own(data().resolve("server.key"));
    }

    private void write(String name, String text) throws IOException {
        Path file = data().resolve(name);
        Files.writeString(file, text);
        launcher.own(file);
    }
}
