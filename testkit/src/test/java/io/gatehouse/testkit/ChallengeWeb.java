package io.gatehouse.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A web server whose pages a test sets. */
final class ChallengeWeb implements AutoCloseable {
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final List<String> hosts = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    ChallengeWeb() throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    private ChallengeWeb(HttpServer server) {
        this.server = server;
        server.createContext("/", this::handle);
        server.start();
    }

    /** Over TLS, with a certificate that nobody trusts, for a name that nobody asks for. */
    static ChallengeWeb overTls() throws IOException, GeneralSecurityException {
        try (Secret password = Secret.ofText("changeit")) {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(
                    CertificateAuthority.create("Nobody")
                            .server("nobody.example.test")
                            .issue()
                            .toKeyStore("nobody", password),
                    password.exposeChars());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            return new ChallengeWeb(server);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    void page(String path, String text) {
        pages.put(path, text);
    }

    void redirect(String path, String location) {
        redirects.put(path, location);
    }

    void token(String token, String text) {
        page("/.well-known/acme-challenge/" + token, text);
    }

    List<String> hosts() {
        return hosts;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            hosts.add(exchange.getRequestHeaders().getFirst("Host"));
            if (redirects.containsKey(path)) {
                exchange.getResponseHeaders().add("Location", redirects.get(path));
                exchange.sendResponseHeaders(302, -1);
            } else if (pages.containsKey(path)) {
                // A length of 0 makes the body chunked.
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(pages.get(path).getBytes(StandardCharsets.UTF_8));
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
