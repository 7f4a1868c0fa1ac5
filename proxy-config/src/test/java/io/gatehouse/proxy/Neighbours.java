package io.gatehouse.proxy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;

/** The applications that stand behind every site of a test, and who issues certificates to all of them. Thread-safe. */
final class Neighbours implements AutoCloseable {
    private final CertificateAuthority authority = CertificateAuthority.create("Test root");
    private final EchoBackEnd first = new EchoBackEnd();
    private final EchoBackEnd other = new EchoBackEnd();
    private final RawClient client = new RawClient(authority.root());
    private final TestClients clients = new TestClients();
    private final AtomicReference<String> nameAsked = new AtomicReference<>("");
    private final HttpsServer secure;
    private final Path anchors;
    private final CertificatePaths certificate;

    Neighbours(Path folder) throws IOException, GeneralSecurityException {
        anchors = clients.writeAuthority(folder.resolve("roots.pem"));
        Files.writeString(anchors, authority.certificatePem(), StandardOpenOption.APPEND);
        certificate =
                CertificateFolder.writeForAll(authority.server("*.example.org").issue(), folder.resolve("tls"));
        secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        secure.setHttpsConfigurator(
                new NameTaker(context(authority.server("localhost").issue())));
        secure.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        secure.start();
    }

    CertificateAuthority authority() {
        return authority;
    }

    /** Who asks, and trusts the authority. */
    RawClient client() {
        return client;
    }

    /** Clients that show certificates, of an authority that is among the anchors around a site. */
    TestClients clients() {
        return clients;
    }

    /** A certificate for all names of one label before {@code example.org}. */
    CertificatePaths certificate() {
        return certificate;
    }

    EchoBackEnd other() {
        return other;
    }

    /** The server name that was last asked for at the application over HTTPS. */
    String nameAsked() {
        return nameAsked.get();
    }

    /** These applications around a site. */
    Surroundings around(String host, CertificatePaths certificate, Path files) {
        String secureUrl = "https://localhost:" + secure.getAddress().getPort();
        return new Surroundings(host, first.url(), other.url(), secureUrl, certificate, anchors, files);
    }

    @Override
    public void close() throws IOException {
        secure.stop(0);
        first.close();
        other.close();
    }

    private static SSLContext context(CertificateBundle certificate) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(certificate.toKeyStore("upstream", Secret.ofText("changeit")), "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Takes any name, and notes it. */
    private final class NameTaker extends HttpsConfigurator {
        NameTaker(SSLContext context) {
            super(context);
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters ours = getSSLContext().getDefaultSSLParameters();
            ours.setSNIMatchers(List.of(new SNIMatcher(StandardConstants.SNI_HOST_NAME) {
                @Override
                public boolean matches(SNIServerName name) {
                    nameAsked.set(new String(name.getEncoded(), StandardCharsets.US_ASCII));
                    return true;
                }
            }));
            parameters.setSSLParameters(ours);
        }
    }
}
