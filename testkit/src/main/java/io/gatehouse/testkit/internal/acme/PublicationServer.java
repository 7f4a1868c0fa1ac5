package io.gatehouse.testkit.internal.acme;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.Executor;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * Serves the revocation list (RFC 5280), OCSP (RFC 6960) and the issuer's certificate over plain HTTP: they are signed
 * themselves, and checked while no TLS is trusted yet. Thread-safe.
 */
final class PublicationServer implements AutoCloseable {
    private static final int MAX_REQUEST = 64 * 1024;
    private static final String OCSP = "/ocsp/";

    private final HttpServer server;
    private final Publication publication;

    PublicationServer(InetSocketAddress address, Executor executor) throws IOException {
        this.server = HttpServer.create(address, 0);
        String base = "http://localhost:" + server.getAddress().getPort();
        this.publication =
                new Publication(URI.create(base + "/crl"), URI.create(base + "/ocsp"), URI.create(base + "/issuer"));
        server.setExecutor(executor);
    }

    Publication publication() {
        return publication;
    }

    void start(Issuer issuer, Clock clock) throws GeneralSecurityException {
        OcspResponder responder = responder(issuer, clock);
        server.createContext(
                "/crl",
                exchange -> send(
                        exchange, "application/pkix-crl", () -> issuer.crl().getEncoded()));
        server.createContext(
                "/issuer",
                exchange -> send(
                        exchange,
                        "application/pkix-cert",
                        () -> issuer.authority().leaf().getEncoded()));
        server.createContext(
                "/ocsp",
                exchange -> send(exchange, "application/ocsp-response", () -> responder.answer(ocspRequest(exchange))));
        server.start();
    }

    private static OcspResponder responder(Issuer issuer, Clock clock) throws GeneralSecurityException {
        try {
            return new OcspResponder(issuer, clock);
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("this JDK cannot answer OCSP", e);
        }
    }

    /** In the body of a POST, or as Base64 in the path of a GET (RFC 6960, appendix A.1). */
    private static byte[] ocspRequest(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("POST")) {
            return exchange.getRequestBody().readNBytes(MAX_REQUEST);
        }
        String path = exchange.getRequestURI().getPath();
        try {
            return path.startsWith(OCSP) ? Base64.getDecoder().decode(path.substring(OCSP.length())) : new byte[0];
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    @FunctionalInterface
    private interface Body {
        byte[] bytes() throws IOException, GeneralSecurityException;
    }

    private static void send(HttpExchange exchange, String contentType, Body body) throws IOException {
        try (exchange) {
            byte[] bytes = body.bytes();
            exchange.getResponseHeaders().set("Content-Type", contentType);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (GeneralSecurityException e) {
            throw new IOException("what was signed here can be encoded", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
