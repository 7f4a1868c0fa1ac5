package io.gatehouse.acme;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.gatehouse.core.Secret;
import io.gatehouse.core.pki.CertificateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A CA that answers whatever a test wrote down, right or wrong; it checks nothing. */
final class ScriptedCa implements AutoCloseable {
    private final CertificateAuthority https = CertificateAuthority.create("Scripted CA");
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Queue<Answer>> script = new ConcurrentHashMap<>();
    private final AtomicLong nonces = new AtomicLong();
    private final HttpsServer server;

    /** Answers one request. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    ScriptedCa() {
        try (Secret password = Secret.ofText("never leaves this method")) {
            KeyStore keys = https.server("127.0.0.1").issue().toKeyStore("https", password);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, password.exposeChars());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        always("/directory", json(200, directoryJson()));
        always("/nonce", json(200, ""));
        always("/account", json(201, "{\"status\":\"valid\"}", "Location", base() + "/account/1"));
    }

    String base() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A right directory, to make a wrong one of. */
    String directoryJson() {
        return """
                {"newNonce":"%1$s/nonce","newAccount":"%1$s/account","newOrder":"%1$s/order",
                 "revokeCert":"%1$s/revoke","keyChange":"%1$s/key","meta":{"termsOfService":"%1$s/terms"}}
                """.formatted(base());
    }

    AcmeDirectory directory() {
        return AcmeDirectory.of(URI.create(base() + "/directory")).trusting(https.root());
    }

    /** The next answers at a path, one after the other; the last is given for ever. */
    ScriptedCa answer(String path, Answer... answers) {
        script.put(path, new ArrayDeque<>(List.of(answers)));
        return this;
    }

    private void always(String path, Answer answer) {
        answer(path, answer);
    }

    /** An answer with a body and further headers, names and values in turn. */
    static Answer json(int status, String body, String... headers) {
        return text(status, status < 400 ? "application/json" : "application/problem+json", body, headers);
    }

    static Answer text(int status, String contentType, String body, String... headers) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", contentType);
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            boolean hasBody = bytes.length > 0 && !exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, hasBody ? bytes.length : -1);
            if (hasBody) {
                exchange.getResponseBody().write(bytes);
            }
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Replay-Nonce", "nonce" + nonces.incrementAndGet());
            Queue<Answer> answers = script.get(exchange.getRequestURI().getPath());
            if (answers == null) {
                text(404, "text/plain", "not in the script").to(exchange);
                return;
            }
            Answer answer;
            synchronized (answers) {
                answer = answers.size() > 1 ? answers.remove() : answers.element();
            }
            answer.to(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
