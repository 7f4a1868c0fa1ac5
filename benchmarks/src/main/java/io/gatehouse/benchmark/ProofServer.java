package io.gatehouse.benchmark;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The web server that answers http-01 at once, for whichever CA asks. */
final class ProofServer implements AutoCloseable {
    private final Map<String, String> proofs = new ConcurrentHashMap<>();
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final HttpServer server;

    ProofServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/.well-known/acme-challenge/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                byte[] proof = proofs.getOrDefault(path.substring(path.lastIndexOf('/') + 1), "no such token")
                        .getBytes(StandardCharsets.US_ASCII);
                exchange.sendResponseHeaders(200, proof.length);
                exchange.getResponseBody().write(proof);
            }
        });
        server.start();
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    Map<String, String> proofs() {
        return proofs;
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
