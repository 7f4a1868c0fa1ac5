package io.gatehouse.provider.dns.powerdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.gatehouse.core.Secret;
import io.gatehouse.dns.DnsProvider;
import io.gatehouse.dns.DnsProviderException;
import io.gatehouse.dns.DnsProviderException.Kind;
import io.gatehouse.dns.DnsProviders;
import io.gatehouse.testkit.TestCertificates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy with TLS before the API, whose certificate is of the user's own authority. */
class PowerDnsTlsTest {
    @TempDir
    private Path folder;

    private HttpsServer proxy;
    private Map<String, String> settings;

    @BeforeEach
    void startProxy() throws Exception {
        TestCertificates certificates = TestCertificates.create("127.0.0.1");
        proxy = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.setHttpsConfigurator(new HttpsConfigurator(tls(certificates)));
        proxy.createContext("/", exchange -> {
            byte[] noZones = "[]".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, noZones.length);
            exchange.getResponseBody().write(noZones);
            exchange.close();
        });
        proxy.start();
        Path ca = Files.writeString(
                folder.resolve("ca.pem"), certificates.authority().certificatePem());
        settings = PowerDns.settings(
                URI.create("https://127.0.0.1:" + proxy.getAddress().getPort()), "the-key-of-nobody");
        settings.put("ca-file", ca.toString());
    }

    @AfterEach
    void stopProxy() {
        proxy.stop(0);
    }

    private static SSLContext tls(TestCertificates certificates) throws Exception {
        Secret password = Secret.ofText("changeit");
        KeyStore store = certificates.valid().toKeyStore("server", password);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password.exposeChars());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        return tls;
    }

    @Test
    void theUsersOwnAuthorityIsTrusted() throws Exception {
        try (DnsProvider provider = DnsProviders.named("powerdns", settings)) {
            assertThat(provider.zones()).isEmpty();
        }
    }

    @Test
    void anUnknownAuthorityIsNot() throws Exception {
        settings.remove("ca-file");
        try (DnsProvider provider = DnsProviders.named("powerdns", settings)) {
            assertThatThrownBy(provider::zones)
                    .isInstanceOfSatisfying(
                            DnsProviderException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
        }
    }
}
