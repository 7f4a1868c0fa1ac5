package io.gatehouse.provider.kek.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/** The documented part of Transit that a key needs: keys of type aes256-gcm96 with versions, one token, its words for errors. */
final class TransitServer implements AutoCloseable {
    static final String TOKEN = "hvs.EXAMPLE0123456789";

    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":\"([^\"]*)\"");
    private static final Pattern CIPHERTEXT = Pattern.compile("vault:v(\\d+):(.*)");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The token that is valid now. */
    volatile String token = TOKEN;

    final AtomicInteger requests = new AtomicInteger();
    private final Map<String, List<byte[]>> keys = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpServer server;

    TransitServer() throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    static TransitServer withTls(SSLContext tls) throws IOException {
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new TransitServer(https);
    }

    private TransitServer(HttpServer bare) {
        server = bare;
        server.createContext("/v1/transit/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String uri(String key) {
        return "vault:" + (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort() + "/transit/keys/" + key;
    }

    /** Makes the key, or a new version of it. */
    void rotate(String key) {
        byte[] version = new byte[32];
        RANDOM.nextBytes(version);
        keys.computeIfAbsent(key, name -> new CopyOnWriteArrayList<>()).add(version);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String[] path = exchange.getRequestURI()
                .getPath()
                .substring("/v1/transit/".length())
                .split("/", -1);
        List<byte[]> versions = keys.get(path[1]);
        if (!token.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
            send(exchange, 403, "{\"errors\":[\"permission denied\"]}");
        } else if (versions == null) {
            send(exchange, path[0].equals("keys") ? 404 : 400, "{\"errors\":[\"encryption key not found\"]}");
        } else {
            act(exchange, path[0], fields(body), versions);
        }
    }

    private static void act(HttpExchange exchange, String verb, Map<String, String> fields, List<byte[]> versions)
            throws IOException {
        try {
            String method = exchange.getRequestMethod();
            switch (verb + " " + method) {
                case "keys GET" ->
                    send(
                            exchange,
                            200,
                            "{\"data\":{\"latest_version\":" + versions.size() + ",\"type\":\"aes256-gcm96\"}}");
                case "encrypt POST" ->
                    send(exchange, 200, "{\"data\":{\"ciphertext\":\"" + encrypt(fields, versions) + "\"}}");
                case "decrypt POST" ->
                    send(exchange, 200, "{\"data\":{\"plaintext\":\"" + decrypt(fields, versions) + "\"}}");
                default -> send(exchange, 405, "{\"errors\":[\"unsupported operation\"]}");
            }
        } catch (AEADBadTagException e) {
            send(exchange, 400, "{\"errors\":[\"cipher: message authentication failed\"]}");
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            send(exchange, 400, "{\"errors\":[\"invalid ciphertext: " + e.getMessage() + "\"]}");
        }
    }

    private static String encrypt(Map<String, String> fields, List<byte[]> versions) throws GeneralSecurityException {
        byte[] iv = new byte[12];
        RANDOM.nextBytes(iv);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, versions.get(versions.size() - 1), iv, fields)
                .doFinal(Base64.getDecoder().decode(fields.get("plaintext")));
        byte[] all = Arrays.copyOf(iv, iv.length + sealed.length);
        System.arraycopy(sealed, 0, all, iv.length, sealed.length);
        return "vault:v" + versions.size() + ":" + Base64.getEncoder().encodeToString(all);
    }

    private static String decrypt(Map<String, String> fields, List<byte[]> versions) throws GeneralSecurityException {
        Matcher text = CIPHERTEXT.matcher(fields.getOrDefault("ciphertext", ""));
        if (!text.matches()) {
            throw new IllegalArgumentException("no prefix");
        }
        // Version 0 is read as 1, as the servers do.
        int version = Math.max(1, Integer.parseInt(text.group(1)));
        byte[] all = Base64.getDecoder().decode(text.group(2));
        if (version > versions.size()) {
            throw new IllegalArgumentException("version is too new");
        }
        if (all.length < 12 + 16) {
            throw new IllegalArgumentException("too short");
        }
        byte[] plain = cipher(Cipher.DECRYPT_MODE, versions.get(version - 1), Arrays.copyOf(all, 12), fields)
                .doFinal(all, 12, all.length - 12);
        return Base64.getEncoder().encodeToString(plain);
    }

    private static Cipher cipher(int mode, byte[] key, byte[] iv, Map<String, String> fields)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
        cipher.updateAAD(Base64.getDecoder().decode(fields.getOrDefault("associated_data", "")));
        return cipher;
    }

    private static Map<String, String> fields(String body) {
        Map<String, String> fields = new ConcurrentHashMap<>();
        Matcher field = FIELD.matcher(body);
        while (field.find()) {
            fields.put(field.group(1), field.group(2));
        }
        return fields;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
