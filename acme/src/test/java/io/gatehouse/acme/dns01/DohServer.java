package io.gatehouse.acme.dns01;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateAuthority;
import io.gatehouse.core.pki.CertificateBundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.SimpleResolver;

/** DNS over HTTPS (RFC 8484) in front of a DNS server, and clients that trust it or do not. */
final class DohServer implements AutoCloseable {
    private final CertificateAuthority authority = CertificateAuthority.create("DoH");
    private final HttpsServer server;
    volatile String contentType = "application/dns-message";
    final AtomicInteger questions = new AtomicInteger();

    DohServer(InetSocketAddress dns) throws IOException, GeneralSecurityException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(serverContext()));
        server.createContext("/dns-query", exchange -> answer(exchange, dns));
        server.start();
    }

    private void answer(HttpExchange exchange, InetSocketAddress dns) throws IOException {
        try (exchange) {
            questions.incrementAndGet();
            Message question = new Message(exchange.getRequestBody().readAllBytes());
            byte[] answer = new SimpleResolver(dns).send(question).toWire();
            exchange.getResponseHeaders().set("Content-Type", contentType);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private SSLContext serverContext() throws IOException, GeneralSecurityException {
        CertificateBundle bundle = authority.server("127.0.0.1").issue();
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(bundle.toKeyStore("doh", Secret.ofText("for-this-test")), "for-this-test".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    HttpClient trustingClient() throws IOException, GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        anchors.setCertificateEntry("root", authority.root());
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    URI uri() {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/dns-query");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
